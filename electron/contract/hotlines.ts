import type { Hotline } from './refusal-policy.ts'
import type { Slip } from './scan.ts'

/** The offices' public hotlines (domain.md, "Who and where"), for screens and papers. */
export const HOTLINES: Readonly<Record<Exclude<Hotline, 'none'>, string>> = {
  DSI: '2837 0777',
  DSAT: '8866 6363',
  SAFP: '8866 8866',
}

/** The hotlines of those who send notices and slips, where they have a public one. */
const AGENCY_HOTLINES: Readonly<Partial<Record<Slip['agency'], string>>> = {
  DSAT: HOTLINES.DSAT,
  PSP: '2837 4214',
  MP: '2872 8268',
}

/** Whom to ring about a notice or slip. */
export const agencyHotline = (agency: Slip['agency']): string | undefined => AGENCY_HOTLINES[agency]
