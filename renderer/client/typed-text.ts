import { proof, typedPlate } from '../../electron/contract/index.ts'

/**
 * Normalises typed text, which differs between keyboards and papers: NFKC, every dash becomes `-`, blanks become one,
 * invisible characters are removed.
 */
export function normalizeTyped(typed: string): string {
  return typed
    .normalize('NFKC')
    .replaceAll(/[\p{Pd}\u{2212}\u{30FC}]/gu, '-')
    .replaceAll(/(?!\s)[\p{Cc}\p{Cf}]/gu, '')
    .replaceAll(/\s+/gu, ' ')
    .trim()
}

/** Normalises typed text and removes all blanks. */
export const withoutBlanks = (typed: string): string => normalizeTyped(typed).replaceAll(' ', '')

/**
 * Reads the proof as it was typed, also with the brackets and dashes that documents print; undefined where it isn't
 * four letters or digits.
 */
export const readProof = (typed: string): string | undefined =>
  proof.safeParse(withoutBlanks(typed).replaceAll(/[()-]/g, '')).data

/** Reads a plate, with or without dashes, in the form of the contract; undefined where the text is no plate. */
export const readPlate = (typed: string): string | undefined => {
  const plate = withoutBlanks(typed).toUpperCase()
  return typedPlate.safeParse(plate).data ?? typedPlate.safeParse(plate.replaceAll('-', '')).data
}
