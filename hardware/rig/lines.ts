import { z } from 'zod'

/** What the guest writes to its second serial port, one JSON object a line. */
export const guestLine = z.discriminatedUnion('say', [
  z.object({ say: z.literal('steps'), names: z.array(z.string()) }),
  z.object({
    say: z.literal('step'),
    name: z.string(),
    isOk: z.boolean(),
    ms: z.number(),
    /** What was seen, or why it failed. */
    note: z.string(),
  }),
])
export type GuestLine = z.infer<typeof guestLine>

/** The word on the kernel's command line that asks for the short set. */
export const SHORT = 'rig.short'
