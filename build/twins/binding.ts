import { createSampleJournal, type SampleJournal } from './journal.ts'
import { createTwinRegister } from './register.ts'
import { fingerHash } from '../../hardware/card-reader/applet.ts'
import type { CardReader } from '../../hardware/card-reader/port.ts'
import { createVirtualCard } from '../../hardware/card-reader/virtual-card.ts'
import { createVirtualCardReader } from '../../hardware/card-reader/virtual.ts'
import { createVirtualFingerprintSensor, fillTemplate, TEMPLATE_LENGTH } from '../../hardware/fingerprint/virtual.ts'
import type { Printer } from '../../hardware/printer/port.ts'
import { createVirtualPrinter } from '../../hardware/printer/virtual.ts'
import { createListeners } from '../../electron/common/listeners.ts'
import { refuse, type Act, type Outcome } from '../../electron/contract/index.ts'
import type { GatewayIdentity, LineState } from '../../electron/gateway/port.ts'
import { systemRandom } from '../../electron/start/system.ts'
import { createActs } from '../../electron/station/acts/index.ts'
import type { IdCard } from '../../electron/station/cards/index.ts'
import type { Entry } from '../../electron/station/journal/index.ts'
import { createIdentityChecks } from '../../electron/station/reads/index.ts'
import { createReceipts } from '../../electron/station/receipts/index.ts'
import { createReadRecord } from '../../electron/station/serving/index.ts'
import { storageRefusal } from '../../electron/station/storage/faults.ts'
import { createBindingDesk, type BindingDesk } from '../../electron/station/binding/desk.ts'
import type { Owner } from '../../electron/station/binding/visit.ts'

/** Somebody with an ID card and a finger. `wards`: the minors whose parent they are. */
export interface Person {
  name: string
  idNumber: string
  finger: number
  isMinor?: boolean
  isAlike?: boolean
  wards?: readonly Person[]
}

/** Somebody like most people; two twins whose ID numbers differ by one digit; twin children and their mother; and a clerk. */
export const ADULT: Person = { name: 'TESTE UM', idNumber: '99000011', finger: 11 }
export const TWIN_ONE: Person = { name: 'TESTE CINCO A', idNumber: '99000051', finger: 51, isAlike: true }
export const TWIN_TWO: Person = { name: 'TESTE CINCO B', idNumber: '99000061', finger: 61, isAlike: true }
export const CHILD: Person = { name: 'TESTE SEIS A', idNumber: '99000285', finger: 81, isMinor: true }
/** The other of the twin children; the gateway says so of this one alone. */
export const CHILD_TWO: Person = {
  name: 'TESTE SEIS B',
  idNumber: '99000286',
  finger: 86,
  isMinor: true,
  isAlike: true,
}
export const MOTHER: Person = { name: 'TESTE SEIS', idNumber: '99000071', finger: 71, wards: [CHILD, CHILD_TWO] }
export const STRANGER: Person = { name: 'TESTE SETE', idNumber: '99000101', finger: 101 }
const PEOPLE = [ADULT, TWIN_ONE, TWIN_TWO, CHILD, CHILD_TWO, MOTHER, STRANGER]

/** The id of a person's card: 16 bytes. */
const documentOf = ({ idNumber }: Person): Uint8Array => Buffer.from(`document${idNumber}`)
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
/** A binding number made for somebody, and their binding's id. */
export const numberOf = ({ idNumber }: Person): string => `99${idNumber}`
/** The end of a person's ID number, as they are named once more by it. */
export const digitsOf = ({ idNumber }: Person): string => idNumber.slice(-4)
export const bindingOf = ({ idNumber }: Person): string => base64(Buffer.from(`binding-${idNumber}`))

/** What a person's card says, as the station believes it. */
const cardOf = (person: Person): IdCard => ({
  documentId: documentOf(person),
  subject: Buffer.from(`subject-${person.idNumber}`),
  idNumber: person.idNumber,
  nameChinese: '',
  nameForeign: person.name,
  birthDate: '1996-05-05',
  kind: 'P',
  validUntil: '2032-06-30',
  portrait: Uint8Array.of(0xff, 0xd8),
})

function fingerOf({ finger }: Person): string {
  const template = new Uint8Array(TEMPLATE_LENGTH)
  fillTemplate(finger, template)
  return fingerHash(template)
}

/** A trust bundle whose authorisations alone matter. */
const trustWith = (isApproved: boolean) => ({
  ok: true as const,
  bundle: {
    version: 1,
    issuedAt: 0,
    expiresAt: Infinity,
    issuerKeys: [],
    readingKeys: [],
    revokedBindings: { version: 1, size: 0, sha256: new Uint8Array(32) },
    wallets: [],
    authorisations: isApproved
      ? ({ 'eid-binding': ['nameForeign', 'idNumber'], 'phone-reset': ['nameForeign', 'idNumber'] } as const)
      : {},
  },
})

/** Reads a card whose person file is the ID number of one of these people; any other is forged. */
async function readCardOf(
  { people, documentOf: documentIdOf }: Pick<BindingWorld, 'people' | 'documentOf'>,
  reader: CardReader,
  insertion: number,
): Promise<Outcome<{ card: IdCard }>> {
  const read = await reader.read(insertion, 'person')
  if (!read.ok) return refuse('card-unreadable')
  const person = people.find(({ idNumber }) => idNumber === Buffer.from(read.bytes).toString())
  return person ? { ok: true, card: { ...cardOf(person), documentId: documentIdOf(person) } } : refuse('card-forged')
}

/** Opens the journal and a desk over it, as a station that starts does. */
function openDesk(
  sample: SampleJournal,
  world: BindingWorld,
  now: {
    reader: CardReader
    entries: Entry[]
    faults: unknown[]
    line(): LineState['state']
    onLine(listener: (line: LineState) => void): () => void
    isApproved(): boolean
    isCardOfVisit(): boolean
    operatorsCard(): Person | undefined
    hasGoneBack(): boolean
    printer(): Printer | undefined
  },
) {
  const { clock } = sample.manual
  const journal = sample.open()
  journal.onAppend((added) => void now.entries.push(...added))
  const gateway = {
    identity: world.identity,
    line: () => ({ state: now.line(), since: 0 }),
    onLine: (listener: (line: LineState) => void) => now.onLine(listener),
  }
  const onFault = (error: unknown) => void now.faults.push(error)
  const acts = createActs({
    journal,
    gateway,
    clock,
    entryClock: clock,
    random: systemRandom,
    training: true,
    hasGoneBack: () => now.hasGoneBack(),
    isClockRight: () => true,
    freeBytes: () => Infinity,
    storageRefusal,
    onFault,
  })
  const desk = createBindingDesk({
    acts,
    gateway,
    trust: { bundle: () => trustWith(now.isApproved()) },
    clock,
    random: systemRandom,
    readCard: (reader, insertion) => readCardOf(world, reader, insertion),
    isCardOfVisit: () => now.isCardOfVisit(),
    checks: createIdentityChecks({ journal, clock, training: true, storageRefusal, onFault }),
    isOwnRecord: (_, { idNumber }) => now.operatorsCard()?.idNumber === idNumber,
    onFault,
    receipts: createReceipts(journal.signer),
    printer: () => now.printer(),
    station: () => ({ id: 'T-1', site: 'test' }),
    training: true,
  })
  const detach = desk.attachReader(now.reader)
  return { journal, acts, desk, detach }
}

/** A page's session, which keeps every act that it was told. */
function pageOf(desk: () => BindingDesk, place: 'kiosk' | 'counter', isSupervisor: boolean) {
  const told: (Act | null)[] = []
  const reads = createReadRecord(() => undefined)
  const owner: Owner = {
    session: {},
    visit: 1,
    place,
    actor: place === 'kiosk' ? 'resident' : 'clerk-1',
    isSupervisor,
    reads,
    publish: (act) => void told.push(act),
  }
  return { owner, told, reads, shown: () => desk().current(owner) }
}

/** The people who come to a desk, and the register behind its gateway. */
export interface BindingWorld {
  people: readonly Person[]
  /** The id of a person's card. */
  documentOf(person: Person): Uint8Array
  identity: GatewayIdentity
}

/** Writes a person and the number that their telephone made into the register. */
function enrol(register: ReturnType<typeof createTwinRegister>, person: Person): void {
  const document = base64(documentOf(person))
  const { name, isMinor = false, isAlike = false, wards = [] } = person
  register.people.push({
    document,
    name,
    lastDigits: digitsOf(person),
    isMinor,
    isAlike,
    wards: wards.map((ward) => base64(documentOf(ward))),
  })
  register.numbers.set(numberOf(person), { document })
}

/**
 * A desk with its own journal, a register in memory, a virtual reader and a sensor, all in the test's hands. `worldOf`:
 * other people with a register of their own, over the desk's clock.
 */
export async function createBindingTwin(worldOf?: (manual: SampleJournal['manual']) => BindingWorld) {
  const sample = await createSampleJournal()
  const { manual } = sample
  const { clock } = manual
  const register = createTwinRegister(clock)
  for (const person of PEOPLE) enrol(register, person)
  const world = worldOf?.(manual) ?? { people: PEOPLE, documentOf, identity: register.identity }
  const sensor = createVirtualFingerprintSensor({ id: 'fingerprint', clock })
  const reader = createVirtualCardReader({ id: 'card-reader', clock, random: systemRandom, sensor })
  const lines = createListeners<[LineState]>()
  const faults: unknown[] = []
  const entries: Entry[] = []
  let line: LineState['state'] = 'up'
  let isCardOfVisit = true
  let operatorsCard: Person | undefined
  let isApproved = true
  let hasGoneBack = false
  const printer = createVirtualPrinter({ id: 'printer', clock })

  const start = () =>
    openDesk(sample, world, {
      reader,
      entries,
      faults,
      line: () => line,
      onLine: lines.add,
      isApproved: () => isApproved,
      isCardOfVisit: () => isCardOfVisit,
      operatorsCard: () => operatorsCard,
      hasGoneBack: () => hasGoneBack,
      printer: () => printer,
    })
  let now = start()

  const page = (place: 'kiosk' | 'counter' = 'kiosk', isSupervisor = false) =>
    pageOf(() => now.desk, place, isSupervisor)

  return {
    ...sample,
    register,
    sensor,
    reader,
    printer,
    faults,
    get desk() {
      return now.desk
    },
    get acts() {
      return now.acts
    },
    get journal() {
      return now.journal
    },
    page,
    detachReader: () => now.detach(),
    /** Puts somebody's card in, or another kind of card, once what was in is out. */
    async insert(card: Person | 'wrong-card' | 'mute-card' | 'forged'): Promise<void> {
      reader.remove()
      await manual.pass(0)
      if (card === 'forged') reader.insert(createVirtualCard({ groups: { person: Buffer.from('somebody') } }))
      else if (typeof card === 'string') reader.insert(createVirtualCard({ kind: card }))
      else reader.insert(createVirtualCard({ groups: { person: Buffer.from(card.idNumber) }, finger: fingerOf(card) }))
      await manual.pass(0)
    },
    async remove(): Promise<void> {
      reader.remove()
      await manual.pass(0)
    },
    /** Lays somebody's finger on, and lifts it. */
    async touch({ finger }: Person): Promise<void> {
      sensor.lay(finger)
      await manual.pass(0)
      sensor.lift()
      await manual.pass(2_500)
    },
    /** Has somebody's eID bound to a telephone. */
    bind: (person: Person, state: 'live' | 'frozen' = 'live') => {
      register.bindings.push({ binding: bindingOf(person), document: base64(documentOf(person)), state })
    },
    setLine(state: LineState['state']) {
      line = state
      register.setLine(state === 'up')
      lines.tell({ state, since: 0 })
    },
    leaveCard: () => void (isCardOfVisit = false),
    operateAs: (person: Person) => void (operatorsCard = person),
    withdrawApproval: () => void (isApproved = false),
    goBack: () => void (hasGoneBack = true),
    /** Ends the station without a word and starts it again on the same folder. */
    async restart(): Promise<void> {
      now.acts.close()
      now.desk.close()
      now.detach()
      now.journal.close()
      now = start()
      await now.acts.recover()
      await manual.pass(0)
    },
    /** Every entry that was recorded, of all acts. */
    entries,
    async close(): Promise<void> {
      now.acts.close()
      now.desk.close()
      await reader.close()
      await sensor.close()
      sample.close()
    },
  }
}
export type BindingTwin = Awaited<ReturnType<typeof createBindingTwin>>
