/**
 * @file The engine's messages for programs in other languages, as AsyncAPI 3 (asyncapi.com): written from the contract itself, so that
 * it never says anything else.
 */
import { z } from 'zod'
import { contract, events } from '../../shared/contract.ts'
import { ClientMessage, EngineMessage } from '../../shared/wire.ts'
import { versionIn } from '../jobs/library/installed-version.ts'
import { packageRoot } from './folders.ts'

type JsonSchema = z.core.JSONSchema.BaseSchema

/** MessagePack has bytes and, as extensions, typed arrays: JSON Schema has no word for them. */
const BINARY = 'A typed array, as MessagePack extension: see docs/engine-api.md.'

export interface EngineApi {
  asyncapi: '3.0.0'
  info: { title: string; version: string; description: string }
  defaultContentType: string
  channels: object
  operations: object
  components: { messages: object; schemas: Record<string, JsonSchema> }
}

export function engineApi(): EngineApi {
  const version = versionIn(packageRoot())
  const schemas: Record<string, JsonSchema> = {
    ClientMessage: jsonSchema(ClientMessage, 'input'),
    EngineMessage: jsonSchema(EngineMessage, 'output'),
  }
  for (const [method, { input, output }] of Object.entries(contract)) {
    schemas[`${method}.input`] = jsonSchema(input, 'input')
    schemas[`${method}.output`] = jsonSchema(output, 'output')
  }
  for (const [event, payload] of Object.entries(events))
    schemas[`${event}.event`] = jsonSchema(payload, 'output')
  const message = (name: string) => ({ name, payload: { $ref: `#/components/schemas/${name}` } })
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Twinsort engine',
      version,
      description:
        'A call names a method and carries its input; the reply with the same sequence carries its output. ' +
        'METHOD.input, METHOD.output and EVENT.event below say what they hold. docs/engine-api.md says how to connect.',
    },
    defaultContentType: 'application/vnd.msgpack',
    channels: {
      port: {
        address: '/port',
        messages: {
          fromClient: { $ref: '#/components/messages/ClientMessage' },
          fromEngine: { $ref: '#/components/messages/EngineMessage' },
        },
      },
    },
    operations: {
      call: { action: 'send', channel: { $ref: '#/channels/port' }, messages: ref('fromClient') },
      answer: { action: 'receive', channel: { $ref: '#/channels/port' }, messages: ref('fromEngine') },
    },
    components: {
      messages: { ClientMessage: message('ClientMessage'), EngineMessage: message('EngineMessage') },
      schemas,
    },
  }
}

function ref(name: string): object[] {
  return [{ $ref: `#/channels/port/messages/${name}` }]
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const made = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema: each }) => {
      if (zodSchema._zod.def.type === 'custom') each.description = BINARY
    },
  })
  delete made.$schema // said once, by AsyncAPI
  return made
}
