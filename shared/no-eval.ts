/**
 * @file Keeps zod from building functions from strings, which the window's content security policy forbids. The window
 * imports this before anything that declares a schema.
 */
import { config } from 'zod'

config({ jitless: true })
