import type { GatewayIdentity } from '../../electron/gateway/port.ts'
import { openSampleRegister, STATION_A } from '../../electron/sandbox/identity/identity.fixture.ts'
import { RESIDENTS } from '../../electron/sandbox/phones/residents.ts'
import type { createBindingTwin, BindingWorld, Person } from './binding.ts'

type Time = Parameters<NonNullable<Parameters<typeof createBindingTwin>[0]>>[0]
type Question<Call extends keyof GatewayIdentity> = Parameters<GatewayIdentity[Call]>[0]

/** A resident of the sandbox, who comes to a desk with their card and finger. */
export function sandboxPerson(id: string): Person {
  const resident = RESIDENTS.find((each) => each.id === id)
  if (!resident) throw new Error(`There is no resident ${id}.`)
  const { nameForeign: name, idNumber, finger } = resident
  return { name, idNumber, finger }
}

/**
 * The sandbox's residents and its register, by the clock of the desk. `onTheWay` happens between an act's sending and
 * its arrival.
 */
export function sandboxWorld(time: Time) {
  const sample = openSampleRegister({ time })
  const { register } = sample
  const idOf = ({ idNumber }: Person) => RESIDENTS.find((each) => each.idNumber === idNumber)?.id ?? ''
  const asked =
    <Question, Answer>(work: (question: Question) => Answer) =>
    (question: Question) =>
      Promise.resolve({ ok: true as const, answer: work(question) })
  const world: BindingWorld & { onTheWay: () => void } = {
    people: RESIDENTS.map(({ id }) => sandboxPerson(id)),
    documentOf: (person) => new Uint8Array(Buffer.from(sample.card(idOf(person)), 'base64')),
    onTheWay: () => undefined,
    identity: {
      checkCard: asked(register.checkCard),
      checkGuardian: asked(register.checkGuardian),
      findNumber: asked(register.findNumber),
      findBindings: asked(register.findBindings),
      findFreeze: asked(register.findFreeze),
      findEntity: asked(register.entities.findEntity),
      findSecurityCode: asked(register.entities.findSecurityCode),
      performAct: asked((question: Question<'performAct'>) => {
        world.onTheWay()
        return register.acts.perform(STATION_A, question)
      }),
      settleAct: asked(({ act }: Question<'settleAct'>) => register.acts.settle(STATION_A, act)),
    },
  }
  return { ...sample, world }
}
