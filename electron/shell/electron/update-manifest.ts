import { createPublicKey, verify, type KeyObject } from 'node:crypto'
import { parseUpdateInfo } from 'electron-updater/out/providers/Provider.js'
import { z } from 'zod'

const SHA512_BYTES = 64

/**
 * What a package is told of its updates when it is made, in its `package.json`: their address, and the raw Ed25519
 * public key (base64url) by which each manifest must be signed (decision 12).
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
 * A package's file name with its version, as `artifactName` of electron-builder.yml gives it; never the name of one of
 * the launcher's own files or links.
 */
const PACKAGE_NAME = /^balcao-(\d+\.\d+\.\d+)-(?:x86_64|amd64|arm64)\.(?:AppImage|deb)$/

/**
 * The part of electron-updater's manifest (`latest-linux.yml`) that is used. Each file lies beside the manifest and
 * carries its version in its name, and the version is three numbers, so the manifest can't point elsewhere or be
 * ambiguous.
 */
const updateManifest = z
  .object({
    version: z.string().regex(/^\d{1,6}\.\d{1,6}\.\d{1,6}$/),
    files: z
      .array(
        z.object({
          url: z.string(),
          sha512: z.base64().refine((text) => Buffer.from(text, 'base64').length === SHA512_BYTES),
          /** The file's size in bytes. */
          size: z.int().nonnegative(),
        }),
      )
      .min(1),
  })
  .refine(({ version, files }) => files.every(({ url }) => PACKAGE_NAME.exec(url)?.[1] === version))
export type UpdateManifest = z.infer<typeof updateManifest>

/**
 * The bytes of a manifest that are signed: with its name, so that the manifest of another processor or channel can't
 * take its place.
 */
export function signedPart(name: string, text: string): Buffer {
  return Buffer.from(`balcao-update ${name}\n${text}`)
}

/** Reads a manifest without checking its signature. Throws where it isn't one. */
export function readManifest(name: string, text: string): UpdateManifest {
  return updateManifest.parse(parseUpdateInfo(text, name, new URL(`update:${name}`)))
}

/**
 * Reads a manifest that is signed (Ed25519, RFC 8032; the signature in base64). Throws where the signature is wrong,
 * the text is no manifest, or its version is older than `floor`.
 *
 * @param floor the newest version that is known here, so that an old signed manifest can't be offered again
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
