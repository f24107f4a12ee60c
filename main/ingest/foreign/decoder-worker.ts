/** @file A thread that turns files of foreign formats into TIFFs, one after the other. It is ended by force where a file takes too long. */
import { HandedOver, serveRequests } from '../../workers/serve-requests.ts'
import { HeicDecoder } from './heic.ts'
import { DecodeRequest } from './protocol.ts'

let heic: HeicDecoder | undefined

serveRequests(DecodeRequest, (request) => {
  heic ??= new HeicDecoder(request.memory)
  const decoded = heic.decode(request)
  return new HandedOver(decoded, [decoded.file])
})
