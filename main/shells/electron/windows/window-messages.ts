/** @file What the engine's process and main say to each other about hidden windows; each is known by a number of the engine's. */
import { z } from 'zod'

/** Engine to main: one is wanted, or wanted no more. */
export const WindowRequest = z.object({ window: z.enum(['open', 'close']), number: z.int().positive() })
export type WindowRequest = z.infer<typeof WindowRequest>

/** Main to the engine: its page is there, and its port comes with the message; or it is gone, whoever closed it. */
export const WindowNews = z.object({ window: z.enum(['opened', 'ended']), number: z.int().positive() })
export type WindowNews = z.infer<typeof WindowNews>
