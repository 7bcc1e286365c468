import { proof, typedPlate } from '../../electron/contract/index.ts'

/**
 * What a person typed without what differs between keyboards and papers: compatibility forms are the plain ones (NFKC),
 * every dash is `-`, blanks are one, nothing is hidden.
 */
export function tidied(typed: string): string {
  return typed
    .normalize('NFKC')
    .replaceAll(/[\p{Pd}\u{2212}\u{30FC}]/gu, '-')
    .replaceAll(/(?!\s)[\p{Cc}\p{Cf}]/gu, '')
    .replaceAll(/\s+/gu, ' ')
    .trim()
}

/** The same without any blank. */
export const joined = (typed: string): string => tidied(typed).replaceAll(' ', '')

/**
 * The owner's proof as it was typed, also with the brackets and dashes that documents print; undefined where it isn't
 * four letters or digits.
 */
export const readProof = (typed: string): string | undefined =>
  proof.safeParse(joined(typed).replaceAll(/[()-]/g, '')).data

/** A plate in the form in which the station takes it; its dashes may be missing. */
export const readPlate = (typed: string): string | undefined => {
  const plate = joined(typed).toUpperCase()
  return typedPlate.safeParse(plate).data ?? typedPlate.safeParse(plate.replaceAll('-', '')).data
}
