import { encode } from 'cborg'
import {
  CborDecoder,
  CoseDecoder,
  Base45Decoder,
  DccBase45,
  Verifier,
  ZlibDecoder,
} from 'digital-covid-certificate-lib'
import {
  createCipheriv,
  createDecipheriv,
  createPublicKey,
  createSecretKey,
  hkdfSync,
  randomBytes,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto'
import { deflateSync, inflateSync } from 'node:zlib'
import {
  base45,
  createIssuer,
  createKeyPair,
  createReadingKey,
  issueCredential,
  present,
  signMessage,
} from '../../electron/sandbox/trust/eid.ts'
import { decodeBase45 } from '../../electron/station/codes/index.ts'
import { readCborMap } from '../../electron/station/identity/cbor.ts'
import { verifySign1 } from '../../electron/station/identity/cose.ts'
import { verifyPresentation } from '../../electron/station/identity/index.ts'

const ROUNDS = 100
// With fewer rounds parts of Node, above all its zlib streams, aren't optimised yet: the first ten thousand calls are
// 5 % slower than later ones.
const WARM_UP_ROUNDS = 300
const CODES = 50
const MICROSECONDS = 1000

const random = { bytes: (length: number) => new Uint8Array(randomBytes(length)) }

type Work = (index: number) => unknown

/**
 * Measures the median and the 99th percentile of each work in microseconds. The works take turns, so that a busy
 * machine slows all of them.
 */
async function measure<Name extends string>(
  works: Record<Name, Work>,
): Promise<(name: Name) => { median: number; p99: number }> {
  const times = new Map<string, number[]>()
  for (let round = 0; round < ROUNDS + WARM_UP_ROUNDS; round++) {
    for (const [name, work] of Object.entries<Work>(works)) {
      const measured = round < WARM_UP_ROUNDS ? [] : (times.get(name) ?? [])
      times.set(name, measured)
      for (let index = 0; index < CODES; index++) {
        const start = performance.now()
        const done = work(index)
        if (done instanceof Promise) await done
        measured.push((performance.now() - start) * MICROSECONDS)
      }
    }
  }
  return (name) => {
    const sorted = (times.get(name) ?? []).sort((one, other) => one - other)
    const at = (part: number) => Math.round((sorted[Math.floor((sorted.length - 1) * part)] ?? 0) * 10) / 10
    return { median: at(0.5), p99: at(0.99) }
  }
}

function must(holds: unknown): void {
  if (holds !== true) throw new Error('the bench measures something that does not verify')
}

/** A whole offline verification of an eID from a phone with ES256; every call has another code. */
function eidVerification(): Work {
  const issuer = createIssuer()
  const readingKey = createReadingKey(random)
  const phone = createKeyPair()
  const at = Date.now()
  const holder = {
    idNumber: '99000001',
    nameChinese: '測試一',
    nameForeign: 'TESTE UM',
    birthDate: '1990-02-28',
    kind: 'P',
    cardValidUntil: '2030-12-31',
    guardianBound: false,
  } as const
  const about = {
    subject: random.bytes(16),
    bindingId: random.bytes(16),
    holder,
    phoneKey: phone.publicKey,
    issuedAt: at,
  }
  const texts = Array.from({ length: CODES }, () => {
    const credential = issueCredential({ issuer, readingKey, random }, about)
    return present({ credential, phone, random }, { at })
  })
  const trust = {
    issuerKeys: [{ kid: issuer.kid, key: issuer.publicKey }],
    readingKeys: [readingKey],
    isRevoked: () => false,
  }
  const context = { now: at, audience: 'verify', seen: () => false } as const
  return (index) => {
    must(verifyPresentation(texts[index] ?? '', trust, context).ok)
  }
}

/** The floor: only the cryptography that each verification needs, in the fastest form that Node has. */
function eidFloor(): Work {
  const [issuer, phone] = [createKeyPair(), createKeyPair()]
  const pem = phone.publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const message = randomBytes(400)
  const signatures = [sign('sha256', message, issuer.privateKey), sign('sha256', message, phone.privateKey)] as const
  const [readingKey, salt, iv, aad] = [randomBytes(32), randomBytes(8), randomBytes(12), randomBytes(16)]
  const contentKey = () =>
    createSecretKey(Buffer.from(hkdfSync('sha256', createSecretKey(readingKey), salt, 'ME1', 32)))
  const cipher = createCipheriv('aes-256-gcm', contentKey(), iv).setAAD(aad)
  const sealed = Buffer.concat([cipher.update(randomBytes(440)), cipher.final()])
  const tag = cipher.getAuthTag()
  return () => {
    const opening = createDecipheriv('aes-256-gcm', contentKey(), iv, { authTagLength: 16 }).setAAD(aad).setAuthTag(tag)
    opening.update(sealed)
    opening.final()
    must(verify('sha256', message, issuer.publicKey, signatures[0]))
    must(verify('sha256', message, createPublicKey(pem), signatures[1]))
  }
}

/** Makes the texts of EU digital COVID certificates of fictitious people. */
function dccTexts(privateKey: KeyObject, kid: Uint8Array): string[] {
  return Array.from({ length: CODES }, (_, index) => {
    const certificate = {
      ver: '1.3.0',
      nam: { fn: `Teste-Exemplo ${index}`, fnt: `TESTE<EXEMPLO<${index}`, gn: 'Maria Um', gnt: 'MARIA<UM' },
      dob: '1990-02-28',
      v: [
        {
          tg: '840539006',
          vp: '1119349007',
          mp: 'EU/1/20/1528',
          ma: 'ORG-100030215',
          dn: 2,
          sd: 2,
          dt: '2021-06-11',
          co: 'AT',
          is: 'Ministry of Tests, Austria',
          ci: `URN:UVCI:01:AT:${randomBytes(16).toString('hex').toUpperCase()}#B`,
        },
      ],
    }
    const payload = encode(
      new Map<number, unknown>([
        [1, 'AT'],
        [4, 1_900_000_000],
        [6, 1_700_000_000],
        [-260, new Map([[1, certificate]])],
      ]),
    )
    const message = signMessage({
      protectedHeaders: new Map<number, unknown>([
        [1, -7],
        [4, kid],
      ]),
      payload,
      key: privateKey,
    })
    return `HC1:${base45(deflateSync(message))}`
  })
}

/**
 * How long an offline eID verification takes (`median_us`, `p99_us`), against the cryptography in it (`ratio_to_floor`:
 * ours ÷ the floor's), and how much faster the same pieces read an EU DCC (ES256) than the fastest npm library for it
 * (`ratio_to_peer`: the peer's ÷ ours), each from the text to the verified claims. The peer is used by the steps of its
 * README: base45, zlib, CBOR, the certificate's model, the key store's key, the check; its own key store takes RSA keys
 * only, so one of the same form hands out the ES256 key.
 */
export async function run(): Promise<Record<string, number>> {
  const { privateKey, publicKey } = createKeyPair()
  const kid = random.bytes(8)
  const texts = dccTexts(privateKey, kid)
  const peerKeys = new Map([[Buffer.from(kid).toString('base64'), publicKey.export({ format: 'jwk' })]])
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  const getKey = (name: string) =>
    crypto.subtle.importKey('jwk', peerKeys.get(name) ?? {}, algorithm, false, ['verify'])

  const peer = async (index: number) => {
    const cose = CborDecoder.decode(ZlibDecoder.decode(Base45Decoder.decode(new DccBase45(texts[index] ?? ''))))
    CoseDecoder.decode(cose)
    const header: unknown = cose.getSignedHeaderAsJson()
    const name = typeof header === 'object' && header !== null && 'kid' in header ? String(header.kid) : ''
    must(await Verifier.verify(await getKey(name), algorithm, cose))
  }
  const ours = (index: number) => {
    const text = decodeBase45((texts[index] ?? '').slice('HC1:'.length))
    if (!text.ok) throw new Error('not base45')
    const verified = verifySign1(inflateSync(text.bytes, { chunkSize: 1024 }), publicKey)
    must(verified.ok && readCborMap(verified.payload, { shortest: false }) !== null)
  }
  // Measured in pairs, since only the two works of a pair are compared and need the same load of the machine.
  const dcc = await measure({ ours, peer })
  const eid = await measure({ verification: eidVerification(), floor: eidFloor() })
  const ratio = (one: number, other: number) => Math.round((one / other) * 100) / 100
  return {
    median_us: eid('verification').median,
    p99_us: eid('verification').p99,
    floor_us: eid('floor').median,
    ratio_to_floor: ratio(eid('verification').median, eid('floor').median),
    dcc_us: dcc('ours').median,
    peer_us: dcc('peer').median,
    ratio_to_peer: ratio(dcc('peer').median, dcc('ours').median),
  }
}
