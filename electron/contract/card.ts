import { z } from 'zod'

/**
 * What a kiosk's card reader holds, for the person in front of it: nothing (`none`); a card of this visit (`in`); a card
 * while the page asks whether somebody is still there (`unattended`); a card whose visit is over (`forgotten`); one that
 * nobody took in time (`left`). While it is `unattended` or `forgotten` the page sounds the alarm.
 */
export const cardState = z.enum(['none', 'in', 'unattended', 'forgotten', 'left'])
export type CardState = z.infer<typeof cardState>
