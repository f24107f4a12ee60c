/**
 * @file The self-tests of this machine, before the tests run (`npm test`): prints which case of the int8 self-test they run in on this
 * processor. What was found is remembered, and handed to the tests (cache.ts).
 */
import path from 'node:path'
import { chooseBackbone } from '../../../main/model/backbone-self-test.ts'
import { cacheFolder } from '../../../main/model/backends/folders.ts'
import { loadTensorFlow } from '../../../main/model/backends/load.ts'
import { openBackbone } from '../../../main/model/backbone.ts'
import { inEnglish } from '../../../shared/sentences/sentence.ts'
import { BuiltInBackbone } from '../../../shared/domain.ts'

const resources = path.resolve(import.meta.dirname, '../../../resources')
for (const name of BuiltInBackbone.options.filter((each) => each.endsWith('-int8'))) {
  const { backbone, detail } = await chooseBackbone(name, {
    open: (wanted) => openBackbone(wanted, resources),
    cacheFolder: cacheFolder(),
  })
  const agrees = `${name} agrees with its fp16 twin (${backbone.sums} sums)`
  console.log(detail === null ? agrees : inEnglish(detail))
  await backbone.close()
}
await loadTensorFlow('wasm')
