import { createPublicKey, verify, type KeyObject } from 'node:crypto'
import { parseUpdateInfo } from 'electron-updater/out/providers/Provider.js'
import { z } from 'zod'

const SHA512_BYTES = 64

/**
 * What a package is told of its updates when it is made, in its own `package.json`: where they come from, and the raw
 * Ed25519 public key (base64url) that each manifest has to be signed with.
 */
export const updateSource = z.object({
  url: z.url({ protocol: /^https?$/ }),
  key: z.base64url().transform((x, context): KeyObject => {
    try {
      return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
    } catch {
      context.addIssue({ code: 'custom', message: 'not an Ed25519 public key' })
      return z.NEVER
    }
  }),
})
export type UpdateSource = z.infer<typeof updateSource>

/**
 * A package's name as `artifactName` of electron-builder.yml gives it, with its version: none that the launcher's own
 * files or links have.
 */
const PACKAGE_NAME = /^balcao-(\d+\.\d+\.\d+)-(?:x86_64|amd64|arm64)\.(?:AppImage|deb)$/

/**
 * electron-updater's manifest (`latest-linux.yml`), as far as it is used. A file lies beside it, is named as a package
 * of its version is, and its version is three numbers: nothing in it leads elsewhere or means two things.
 */
const updateManifest = z
  .object({
    version: z.string().regex(/^\d{1,6}\.\d{1,6}\.\d{1,6}$/),
    files: z
      .array(
        z.object({
          url: z.string(),
          sha512: z.base64().refine((text) => Buffer.from(text, 'base64').length === SHA512_BYTES),
          /** In bytes. */
          size: z.int().nonnegative(),
        }),
      )
      .min(1),
  })
  .refine(({ version, files }) => files.every(({ url }) => PACKAGE_NAME.exec(url)?.[1] === version))
export type UpdateManifest = z.infer<typeof updateManifest>

/** What is signed of a manifest: its name too, so that one of another processor or channel can't stand in its place. */
export function signedPart(name: string, text: string): Buffer {
  return Buffer.from(`balcao-update ${name}\n${text}`)
}

/** Reads a manifest by itself. Throws where it isn't one. */
export function readManifest(name: string, text: string): UpdateManifest {
  return updateManifest.parse(parseUpdateInfo(text, name, new URL(`update:${name}`)))
}

/**
 * Reads a manifest that is signed (Ed25519, RFC 8032; the signature in base64).
 * @param floor the newest version that is known here: an older one, which was signed once, throws, as does what isn't
 * signed, and what is no manifest
 */
export function readSignedManifest({
  name,
  text,
  signature,
  key,
  floor,
}: {
  name: string
  text: string
  signature: string
  key: KeyObject
  floor: string
}): UpdateManifest {
  if (!verify(null, signedPart(name, text), key, Buffer.from(signature.trim(), 'base64')))
    throw new Error("the manifest isn't signed by the key of this package")
  const read = readManifest(name, text)
  if (isOlder(read.version, floor)) throw new Error('the manifest is of an older version than is known here')
  return read
}

/** Whether a version (three numbers) is older than another. */
export function isOlder(version: string, other: string): boolean {
  const [ours, theirs] = [version, other].map((each) => each.split('.').map(Number))
  const at = ours?.findIndex((part, index) => part !== theirs?.[index]) ?? -1
  return at !== -1 && (ours?.[at] ?? 0) < (theirs?.[at] ?? 0)
}
