/** Must be imported before any Zod schema is made: the pages' content security policy forbids Zod's generated code. */
import { z } from 'zod'

z.config({ jitless: true })
