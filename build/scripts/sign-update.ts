/**
 * Signs the manifests of updates (`latest-linux.yml`, which electron-builder writes beside the packages): `node
 * build/scripts/sign-update.ts --key FILE MANIFEST…` writes `MANIFEST.sig`. `--new-key FILE` makes a private key and
 * prints the public key, which packages hold.
 */
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { readManifest, signedPart } from '../../electron/shell/electron/update-manifest.ts'
import { say } from './run.ts'

const USAGE = `Usage: node build/scripts/sign-update.ts --new-key FILE
         makes a key to sign updates with; prints its public half for --config.extraMetadata.updates.key
       node build/scripts/sign-update.ts --key FILE MANIFEST…
         signs manifests (latest-linux.yml, …): writes MANIFEST.sig beside each`

/** The raw public key in base64url, as a package holds it. */
function publicPart(key: KeyObject): string {
  return createPublicKey(key).export({ format: 'jwk' }).x ?? ''
}

/** Signs a manifest. Throws where the packages beside it don't have the sizes and hashes that it names. */
function signManifest(file: string, key: KeyObject): void {
  const [name, text] = [path.basename(file), readFileSync(file, 'utf8')]
  for (const { url, sha512, size } of readManifest(name, text).files) {
    const bytes = readFileSync(path.join(path.dirname(file), url))
    if (bytes.length !== size || createHash('sha512').update(bytes).digest('base64') !== sha512)
      throw new Error(`${url} is not what ${name} says of it`)
  }
  writeFileSync(`${file}.sig`, `${sign(null, signedPart(name, text), key).toString('base64')}\n`)
}

function main(args: readonly string[]): number {
  const {
    values: { key, 'new-key': made },
    positionals,
  } = parseArgs({
    args: [...args],
    options: { key: { type: 'string' }, 'new-key': { type: 'string' } },
    allowPositionals: true,
  })
  if (made !== undefined && key === undefined && positionals.length === 0) {
    if (existsSync(made)) throw new Error(`${made} is there already`)
    const { privateKey } = generateKeyPairSync('ed25519')
    writeFileSync(made, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' })
    say(publicPart(privateKey))
    return 0
  }
  if (key === undefined || made !== undefined || positionals.length === 0) {
    say(USAGE)
    return 64
  }
  const privateKey = createPrivateKey(readFileSync(key))
  if (privateKey.asymmetricKeyType !== 'ed25519') throw new Error(`${key} is no Ed25519 key`)
  for (const file of positionals) signManifest(file, privateKey)
  say(`${positionals.length} signed, for packages whose key is ${publicPart(privateKey)}`)
  return 0
}

if (import.meta.main) {
  try {
    process.exitCode = main(process.argv.slice(2))
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  }
}
