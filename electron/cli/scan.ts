import { readFile, stat } from 'node:fs/promises'
import type { CodeKind, Hint, Refusal, TechnicianScan } from '../contract/index.ts'
import { openTechnician, readCodes, readKind } from '../start.ts'
import { EXIT, type Ending } from './ending.ts'

const MAX_PICTURE_BYTES = 64 * 1024 * 1024

/** Says what the station of a folder makes of a code. */
export async function scanCode(
  code: Parameters<typeof readKind>[0],
  { folder, isNamed }: { folder: string; isNamed: boolean },
): Promise<Ending> {
  const { answer, needsTrust } = await readKind(code)
  // A code's form can be read without a data folder, so none is opened unless one is named.
  if (!isNamed && !needsTrust) return scanned(answer)
  const opening = await openTechnician(folder, { evenNew: true })
  if (!opening.ok) return scanned({ kind: answer.kind, ok: false, refusal: opening.refusal })
  const { technician } = opening
  try {
    return scanned(await technician.scan(code))
  } finally {
    await technician.close()
  }
}

/** The end of a scan: what was made of the code, and no field of an identity. */
export function scanned({ kind, ok, refusal, receipt, verdict, hint }: TechnicianScan): Ending {
  const output: {
    kind: CodeKind
    ok: boolean
    refusal?: Refusal
    receipt?: NonNullable<TechnicianScan['receipt']>
    verdict?: NonNullable<TechnicianScan['verdict']>
    hint?: Hint
  } = { kind, ok }
  if (refusal) output.refusal = refusal
  if (receipt) output.receipt = receipt
  if (verdict) output.verdict = verdict
  if (hint) output.hint = hint
  return { exitCode: ok ? EXIT.good : EXIT.refused, output }
}

type Picture = { ok: true; bytes: Uint8Array; symbology: string; text: string } | { ok: false; refusal: Refusal }

/** Reads the codes of a PNG or JPEG picture, and answers the first that the station knows, or the first. */
export async function readPicture(file: string): Promise<Picture> {
  const unreadable: Picture = { ok: false, refusal: { code: 'image-unreadable' } }
  try {
    // Devices and pipes are refused, since they have no size and may not end.
    const found = await stat(file)
    if (!found.isFile() || found.size > MAX_PICTURE_BYTES) return unreadable
    const codes = await readCodes(await readFile(file))
    if (!codes) return unreadable
    const chosen = (await firstKnown(codes)) ?? codes[0]
    return chosen
      ? { ok: true, bytes: chosen.bytes, symbology: chosen.symbology, text: chosen.text }
      : { ok: false, refusal: { code: 'no-code-found' } }
  } catch {
    return unreadable
  }
}

async function firstKnown<Code extends Parameters<typeof readKind>[0]>(
  codes: readonly Code[],
): Promise<Code | undefined> {
  for (const code of codes) if ((await readKind(code)).answer.kind !== 'unknown') return code
  return undefined
}

const INSTANT = /^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d)(:\d\d(?:[.,]\d{1,9})?)?(Z|z|[+-]\d\d(?::?\d\d)?)?)?$/

/** Reads an instant of ISO 8601 and answers it in UTC; without a zone it is Macao's time (UTC+8 all year). */
export function readInstant(text: string): string | undefined {
  const [, date, time, seconds, zone] = INSTANT.exec(text) ?? []
  if (date === undefined) return undefined
  const instant = new Date(`${date}T${time ?? '00:00'}${(seconds ?? ':00').replace(',', '.')}${offset(zone)}`)
  return Number.isNaN(instant.getTime()) || !isDay(date) ? undefined : instant.toISOString()
}

/** Whether the calendar has a date that `Date` accepted, since `Date` reads 30 February as 2 March. */
function isDay(date: string): boolean {
  return new Date(`${date}T00:00Z`).toISOString().startsWith(date)
}

function offset(zone: string | undefined): string {
  if (zone === undefined) return '+08:00'
  if (/^z$/i.test(zone)) return 'Z'
  return zone.length === 3 ? `${zone}:00` : zone.replace(/^(...)(\d\d)$/, '$1:$2')
}
