/** @file A thread that turns files of foreign formats into TIFFs, one after the other. It is ended by force where a file takes too long. */
import { HandedOver, serveRequests } from '../../workers/serve-requests.ts'
import type { HeicDecoder } from './heic.ts'
import type { JxlDecoder } from './jxl.ts'
import { DecodeRequest, type DecodedFile } from './protocol.ts'

let heic: HeicDecoder | undefined
let jxl: JxlDecoder | undefined

serveRequests(DecodeRequest, async (request) => {
  const decoded = await decode(request)
  return new HandedOver(decoded, [decoded.file])
})

async function decode(request: DecodeRequest): Promise<DecodedFile> {
  switch (request.format) {
    case 'heic':
      heic ??= new (await import('./heic.ts')).HeicDecoder(request.memory)
      return heic.decode(request)
    case 'jxl':
      jxl ??= await (await import('./jxl.ts')).JxlDecoder.start(request.memory)
      return jxl.decode(request)
  }
}
