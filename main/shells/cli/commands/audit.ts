/** @file audit plan|start|status|stop|accept: a promise about the suggestions, for some blind checks. */
import type { Command } from 'commander'
import type { AuditState } from '../../../../shared/contract/audit.ts'
import { share } from '../options.ts'
import type { Shell } from '../shell.ts'
import { count, lines, percent, table } from '../text.ts'

interface BoundOptions {
  imported?: boolean
  maximumError?: number
  confidence?: number
}

export function addAuditCommands(program: Command, shell: Shell): void {
  const audit = program.command('audit').description('promise how few of the accepted suggestions are wrong')
  withBound(audit.command('plan').description('what could be promised, and for how many checks')).action(
    async (options: BoundOptions) => {
      await shell.run('auditPlan', inputOf(options, shell), ({ photos, candidates }) => {
        if (candidates.length === 0) return 'Nothing can be promised of the suggestions as they are now.'
        return lines(
          `${count(photos, 'photo')} without a label.`,
          table(
            ['down to', 'photos', 'checks', 'wrong at most'],
            candidates.map((each) => [percent(each.threshold), each.photos, each.checks, each.allowed]),
          ),
        )
      })
    },
  )
  withBound(audit.command('start').description('freeze the suggestions; pages are blind checks from now on'))
    .option('--threshold <p>', 'the lowest threshold of the plan to be tested', share)
    .action(async ({ threshold, ...options }: BoundOptions & { threshold?: number }) => {
      await shell.run('startAudit', { threshold, ...inputOf(options, shell) }, auditText)
    })
  audit
    .command('status')
    .description('how far it is')
    .action(async () => {
      await shell.run('audit', {}, ({ audit: state }) =>
        state === null ? 'No audit is running.' : auditText(state),
      )
    })
  audit
    .command('stop')
    .description('give it up; the answers stay as labels')
    .action(async () => {
      await shell.run('stopAudit', {}, ({ stopped }) =>
        stopped ? 'The audit was stopped.' : 'No audit is running.',
      )
    })
  audit
    .command('accept')
    .description('label what held; one decision, which undo takes back')
    .action(async () => {
      await shell.run('acceptAudit', {}, ({ decision, labelled }) => {
        return `Decision ${decision}: ${count(labelled, 'photo')} labelled.`
      })
    })
}

function inputOf({ imported = false, ...bound }: BoundOptions, { seedInput }: Shell) {
  return { ...bound, of: imported ? ('imported' as const) : ('own' as const), ...seedInput }
}

function withBound(command: Command): Command {
  return command
    .option('--imported', 'of the suggestions that were imported, not of the own ones')
    .option('--maximum-error <share>', 'how many may be wrong (0.02 by default)', share)
    .option('--confidence <share>', 'how sure that is (0.95 by default)', share)
}

function auditText(state: AuditState): string {
  const { id, checks, right, needed, candidates, accepted, maximumError, confidence } = state
  const promise = `at most ${percent(maximumError)} wrong with ${percent(confidence)} confidence`
  return lines(
    `Audit ${id}: ${checks} of ${count(needed, 'check')} made, ${right} right; ${promise}.`,
    table(
      ['down to', 'photos', 'checks', 'made', 'wrong', 'at most', 'state'],
      candidates.map((each) => [
        percent(each.threshold),
        each.photos,
        each.checks,
        each.made,
        each.wrong,
        each.allowed,
        each.state,
      ]),
    ),
    accepted === null
      ? ''
      : `Down to ${percent(accepted.threshold)} it holds: ${count(accepted.unlabelled, 'photo')} can be accepted.`,
  )
}
