/**
 * @file The participants of a comparison: every contender with its switches settled, once for each backend that it is
 * trained on.
 */
import { contenderWord } from '../../../shared/contender-words.ts'
import {
  isBaseline,
  switchesOf,
  type CompareName,
  type Contender,
  type SwitchName,
  type Switches,
} from '../../../shared/contract/compare.ts'
import type { Parsed } from '../../../shared/contract.ts'
import type { BackendName } from '../../../shared/domain.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import type { JobContext } from '../../jobs/context.ts'
import { everyBackend, requireBackends } from '../../jobs/training/backends/usable-backends.ts'

export interface Entrant {
  /** The name as readContender understands it. */
  readonly name: string
  readonly strategy: CompareName
  /** All switches that it has, with no default left open. */
  readonly switches: Switches
  /** By default the fastest one. */
  readonly backend: BackendName | undefined
}

/**
 * In the order in which they were named, each once.
 * @throws AppError `bad-input` when a backend is named in two ways, `backend-unavailable` before anything is measured when
 *   a named one, or each of "all", cannot compute here; `cancelled`
 */
export async function enter(
  context: Pick<JobContext, 'cacheFolder' | 'signal' | 'openWindow'>,
  input: Parsed<'compare'>,
): Promise<Entrant[]> {
  const { backend, backends } = input
  if (backend !== undefined && backends !== undefined) {
    throw new AppError('bad-input', sentence('compare-backends-twice'))
  }
  const trained = input.strategies.filter(({ strategy }) => !isBaseline(strategy))
  const isOpen = trained.some((contender) => contender.backend === undefined)
  const common =
    backends === 'all' && isOpen ? requireSome(await everyBackend(context)) : namedBackends(backends)
  const entrants = entrantsOn(common, input)
  await requireBackends(
    context,
    entrants.flatMap((each) => each.backend ?? []),
  )
  return entrants
}

/** @param common what each of them is trained on that names no backend; undefined where that is the fastest, or the one of the input */
export function entrantsOn(
  common: readonly BackendName[] | undefined,
  input: Pick<Parsed<'compare'>, 'strategies' | 'backend' | SwitchName>,
): Entrant[] {
  const byKey = new Map<string, Entrant>()
  for (const contender of input.strategies)
    for (const entrant of onEachBackend(contender, common, input)) {
      const key = JSON.stringify([entrant.strategy, entrant.switches, entrant.backend])
      if (!byKey.has(key)) byKey.set(key, entrant)
    }
  return [...byKey.values()]
}

/** Without any backend, contenders that need training would be left out unnoticed. @throws AppError `backend-unavailable` */
function requireSome(backends: readonly BackendName[]): readonly BackendName[] {
  if (backends.length > 0) return backends
  throw new AppError('backend-unavailable', sentence('compare-no-backend'))
}

function namedBackends(backends: Parsed<'compare'>['backends']): readonly BackendName[] | undefined {
  return backends === 'all' ? undefined : backends
}

function onEachBackend(
  contender: Contender,
  common: readonly BackendName[] | undefined,
  input: Pick<Parsed<'compare'>, 'backend' | SwitchName>,
): Entrant[] {
  const { strategy, switches } = contender
  const settled = settle(strategy, switches, input)
  const entrant = { name: contenderWord(contender), strategy, switches: settled }
  if (isBaseline(strategy)) return [{ ...entrant, backend: undefined }]
  if (contender.backend !== undefined) return [{ ...entrant, backend: contender.backend }]
  if (common === undefined) return [{ ...entrant, backend: input.backend }]
  return common.map((backend) => ({
    ...entrant,
    name: contenderWord({ ...contender, backend }),
    backend,
  }))
}

/** Its own switches; those of the whole comparison where it has none. */
function settle(
  strategy: CompareName,
  own: Switches,
  whole: Required<Pick<Parsed<'compare'>, SwitchName>>,
): Switches {
  const settled = {
    attention: own.attention ?? whole.attention,
    pyramid: own.pyramid ?? whole.pyramid,
    pseudoLabels: own.pseudoLabels ?? whole.pseudoLabels,
  }
  const has = switchesOf(strategy)
  return {
    ...(has.includes('attention') ? { attention: settled.attention } : {}),
    ...(has.includes('pyramid') ? { pyramid: settled.pyramid } : {}),
    ...(has.includes('pseudoLabels') ? { pseudoLabels: settled.pseudoLabels } : {}),
  }
}
