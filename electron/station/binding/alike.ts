import { isSent, type Choice, type HeldCard, type Visit } from './visit.ts'

/** What a screen shows of somebody: their names, and the end of their ID number. */
interface Shown {
  nameChinese: string
  nameForeign: string
  lastDigits: string
}

/** Somebody of an act who is easily taken for another; `who` is `HOLDER` or the id of a binding that may be chosen. */
interface Alike {
  who: string
  lastDigits: string
}

/** The holder of the first card. */
export const HOLDER = 'holder'
/** How much of the end of an ID number is shown and typed where people have to be told apart. */
const TELLING_DIGITS = 4

/** The end of an ID number that tells its holder from others. */
export const lastDigitsOf = ({ card }: HeldCard): string => card.idNumber.slice(-TELLING_DIGITS)

const plain = (name: string): string => name.normalize('NFKC').toUpperCase().replaceAll(/\s+/g, ' ').trim()
const isSame = (one: string, other: string): boolean => plain(one) !== '' && plain(one) === plain(other)
const differing = (one: string, other: string): number =>
  [...one].filter((digit, place) => digit !== other[place]).length

/** Whether two people can be taken for each other by what is shown: one name, or numbers that end one digit apart. */
const areAlike = (one: Shown, other: Shown): boolean =>
  isSame(one.nameChinese, other.nameChinese) ||
  isSame(one.nameForeign, other.nameForeign) ||
  differing(one.lastDigits, other.lastDigits) === 1

const shownOf = (held: HeldCard): Shown => ({
  nameChinese: held.card.nameChinese,
  nameForeign: held.card.nameForeign,
  lastDigits: lastDigitsOf(held),
})

/** Whose binding it is: the card's holder's own, or somebody's for whom they act. */
export const whoseOf = ({ shown }: Choice): string => (shown.relation === 'self' ? HOLDER : shown.id)

/**
 * For whom the holder of a binding can be taken in a reset: the holders of those others that `isOther` names, and of the
 * card where none of the bindings is theirs.
 */
function othersOf(
  { holder, choices = [] }: Pick<Visit, 'holder' | 'choices'>,
  isOther: (choice: Choice) => boolean,
): Shown[] {
  const hasOwn = choices.some(({ shown }) => shown.relation === 'self')
  return [...choices.filter(isOther).map(({ shown }) => shown), ...(holder && !hasOwn ? [shownOf(holder)] : [])]
}

/**
 * Who of an act is easily taken for another, and so is named once more before anything is confirmed: the card's holder
 * where the gateway says so, or beside a guardian; and of a reset whoever was chosen while somebody like them was not.
 * Where all who are alike were chosen, none is taken for the other.
 */
function alikeIn({ kind, holder, guardian, choices = [], chosen }: Visit): Alike[] {
  if (!holder) return []
  const isChosen = ({ shown }: Choice) => chosen?.bindings.includes(shown.id) === true
  const own = { who: HOLDER, lastDigits: lastDigitsOf(holder) }
  const isAlike = holder.isAlike || (guardian !== undefined && areAlike(shownOf(holder), shownOf(guardian)))
  const others = othersOf({ holder, choices }, (choice) => !isChosen(choice))
  const mistakable = choices
    .filter((choice) => kind === 'freeze' && isChosen(choice) && others.some((other) => areAlike(choice.shown, other)))
    .map((choice) => ({ who: whoseOf(choice), lastDigits: choice.shown.lastDigits }))
  return isAlike ? [own, ...mistakable.filter(({ who }) => who !== HOLDER)] : mistakable
}

/** Who of an act is to be named next by the end of their ID number; undefined where nobody is. */
export const nextAlike = (visit: Visit): Alike | undefined =>
  alikeIn(visit).find(({ who }) => visit.told?.has(who) !== true)

/** Whose end of an ID number is on no screen yet, since it may have to be typed before anything is confirmed. */
export function hiddenIn(visit: Visit): ReadonlySet<string> {
  const { kind, step, choices = [], told } = visit
  if (step === 'confirm' || isSent(visit)) return new Set()
  const ofReset = kind === 'freeze' ? choices : []
  const mistakable = ofReset.filter((choice) =>
    othersOf(visit, (other) => other !== choice).some((other) => areAlike(choice.shown, other)),
  )
  const hidden = [...alikeIn(visit).map(({ who }) => who), ...mistakable.map(whoseOf)]
  return new Set(hidden.filter((who) => told?.has(who) !== true))
}
