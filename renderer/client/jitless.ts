/**
 * Imported before anything that makes a Zod schema: under the pages' security policy Zod must not try to compile code.
 */
import { z } from 'zod'

z.config({ jitless: true })
