import { createHash } from 'node:crypto'
import type { Clock, Random } from '../../../hardware/ports.ts'
import { defined } from '../../common/defined.ts'
import type { Register } from '../identity/register.ts'
import { fromPkcs8 } from '../trust/keys.ts'
import { requestSecurityCode, requestText } from '../trust/security-code.ts'
import { REFRESH_MS, type PhoneLogin, type PhoneResident } from './phone-contract.ts'

const MOST_CODES = 100_000_000
const CODE_DIGITS = 8

/** FICTITIOUS: the activation code that was sent then to a login or an account. */
function activationCode(subject: string, sentAt: number): string {
  const hash = createHash('sha256')
    .update(`${subject} ${String(sentAt)}`)
    .digest()
  return String(hash.readUInt32BE(0) % MOST_CODES).padStart(CODE_DIGITS, '0')
}
const activationText = (subject: string, sentAt: number) =>
  `TRAINING: 激活碼 / código de activação ${activationCode(subject, sentAt)} (${subject})`

/** The logins of entities in the residents' phones: requests for security codes, and the activation codes that came. */
export function openPhoneLogins(deps: { register: Pick<Register, 'entities'>; clock: Clock; random: Random }) {
  const { clock, random } = deps
  const { entities } = deps.register

  return {
    /** The logins that a resident holds. */
    loginsOf: (resident: string): PhoneLogin[] =>
      entities.loginsOf(resident).map(({ euid, entity, state, securityCode, deviceKey }) => {
        const { number, nameChinese, nameForeign } = entity
        const isAskedFor = state === 'active' && securityCode === 'off'
        const device = { phone: fromPkcs8(deviceKey), random }
        const request: PhoneLogin['request'] = isAskedFor
          ? {
              text: requestText(requestSecurityCode(device, { euid, entity: number, at: clock.now() })),
              refreshMs: REFRESH_MS,
            }
          : undefined
        return { euid, entity: { number, nameChinese, nameForeign }, state, securityCode, ...defined({ request }) }
      }),
    /** The activation codes that came to a resident's phone: of their logins, and of an account that they administrate. */
    messagesOf: (resident: string): PhoneResident['messages'] =>
      entities.loginsOf(resident).flatMap(({ euid, entity, role, activation }) => {
        const account = role === 'administrator' ? entities.rows.account(entity.number)?.activation : undefined
        return [
          ...(activation ? [{ text: activationText(euid, activation.sentAt), at: activation.sentAt }] : []),
          ...(account ? [{ text: activationText(entity.number, account.sentAt), at: account.sentAt }] : []),
        ]
      }),
  }
}
