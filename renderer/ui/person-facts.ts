import type { Person, PersonField } from '../../electron/contract/index.ts'
import { calendarDate, exactTime, idNumber, type Language, type Translate } from '../i18n/index.ts'
import type { Fact } from './facts.ts'

/** The names at the head of a person's card: first the Chinese one, if there is one, as on the ID card. */
export interface Heading {
  text: string
  lang: string | undefined
  second: string
}

/** The names of a person, or of an ID card's holder; null where no name is an approved field of the service. */
export function headingOf(person: Pick<Person, 'fields'>): Heading | null {
  const chinese = valueOf(person, 'nameChinese')
  const foreign = valueOf(person, 'nameForeign')
  if (chinese) return { text: chinese, lang: 'zh-Hant', second: foreign }
  return foreign ? { text: foreign, lang: 'pt', second: '' } : null
}

function valueOf(person: Pick<Person, 'fields'>, name: PersonField['name']): string {
  return person.fields.find((field) => field.name === name)?.value ?? ''
}

/** The approved fields without the names, in the given language, and when the eID was read. */
export function factsOf(person: Person, language: Language, t: Translate): Fact[] {
  return [
    ...cardFactsOf(person, language, t),
    { name: t('person.readAt'), value: exactTime(Date.parse(person.readAt)) },
  ]
}

/** The approved fields without the names, in the given language. */
export function cardFactsOf(person: Pick<Person, 'fields'>, language: Language, t: Translate): Fact[] {
  return person.fields
    .filter((field) => field.name !== 'nameChinese' && field.name !== 'nameForeign')
    .map((field): Fact => ({
      name: t(`fields.${field.name}`),
      value: shownValue(field, language, t),
      masked: field.masked,
    }))
}

function shownValue(field: PersonField, language: Language, t: Translate): string {
  if (field.masked) return field.value
  switch (field.name) {
    case 'idNumber':
      return idNumber(field.value)
    case 'birthDate':
    case 'cardValidUntil':
      return calendarDate(field.value, language)
    case 'kind':
      return field.value === 'P' ? t('values.P') : t('values.N')
    case 'guardianBound':
      return field.value === 'true' ? t('values.yes') : t('values.no')
    case 'nameChinese':
    case 'nameForeign':
      return field.value
  }
}
