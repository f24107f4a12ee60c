/** @file Closing an engine: what it is answering comes to its end before the library is closed. */
import { expect, it } from 'vitest'
import { contract } from '../../../shared/contract.ts'
import { engineIn, storeIn } from '../../support/engine.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { someProblem } from '../../support/review.ts'
import { fillLibrary } from '../../support/photos/synthetic-library.ts'

it('waits for the part of a page that comes after the session, and refuses later calls', async () => {
  const folder = await temporaryFolder()
  fillLibrary(storeIn(folder), someProblem)
  const engine = engineIn(folder)
  const { handlers } = engine
  const call = { signal: new AbortController().signal }
  await handlers.page(contract.page.input.parse({}), call) // the library has been read: nobody waits for that at the end
  const page = Promise.resolve(handlers.page(contract.page.input.parse({}), call))
  const shown = page.then(
    (output) => output.photos,
    (thrown: unknown) => thrown,
  )
  await Promise.resolve() // it has its turn
  await engine.close()
  expect(await shown).toBe(someProblem.truth.classOf.length)
  for (const later of [
    () => handlers.page(contract.page.input.parse({}), call),
    () => handlers.heads({}, call),
  ]) {
    await expect((async () => later())()).rejects.toMatchObject({ code: 'cancelled' })
  }
})
