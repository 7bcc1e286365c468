import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import pino from 'pino'
import type { Clock } from '../../../hardware/ports.ts'
import { LOG_FILE_BYTES, MAX_SAME_LINES, SAME_LINES_COUNTED_MS } from './limits.ts'
import { makePath } from './paths.ts'

/** What a line may carry beside its sentence. */
type Facts = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>

/** A log of sentences and facts; `message` is written by us, never made of an input. */
export interface Logger {
  info(facts: Facts, message: string): void
  warn(facts: Facts, message: string): void
  error(facts: Facts, message: string): void
}

// The only facts a log line can carry, whatever it is given: codes, ids, counts and durations.
const FACTS = new Set([
  'alert',
  'attempt',
  'call',
  'check',
  'code',
  'count',
  'device',
  'entry',
  'error',
  'errorCode',
  'face',
  'frames',
  'from',
  'have',
  'incident',
  'id',
  'kind',
  'library',
  'line',
  'mode',
  'ms',
  'outcome',
  'pid',
  'port',
  'procedure',
  'product',
  'protection',
  'reason',
  'refusal',
  'role',
  'room',
  'schema',
  'size',
  'source',
  'state',
  'status',
  'step',
  'until',
  'vendor',
  'version',
  'where',
])
const LONGEST_FACT = 200

function fact(value: unknown): unknown {
  if (typeof value === 'string') return value.slice(0, LONGEST_FACT)
  if (typeof value === 'number' || typeof value === 'boolean') return value
  return Array.isArray(value) ? value.map((item) => String(item).slice(0, LONGEST_FACT)) : undefined
}

function onlyFacts(given: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(given)
      .filter(([name]) => FACTS.has(name))
      .map(([name, value]) => [name, fact(value)]),
  )
}

/**
 * A log that can't carry a name, an ID number, a code's content or a key: of the facts it is given it keeps the known
 * ones, as short strings, numbers and lists of them, whatever it is given. Warnings go to stderr; every line goes to
 * `folder`/station.log where a folder is given. With a `clock` it says one sentence so often a minute, and then how
 * often it left it out: whoever makes the station complain can't fill its disk.
 */
export function createLog(
  options: { folder?: string; stderr?: boolean; clock?: Pick<Clock, 'monotonic'> } = {},
): Logger {
  const streams: { level: 'trace' | 'warn'; stream: pino.DestinationStream }[] = []
  if (options.stderr !== false) streams.push({ level: 'warn', stream: pino.destination({ dest: 2, sync: true }) })
  if (options.folder !== undefined) streams.push({ level: 'trace', stream: openFile(options.folder) })
  const lines = pino({ level: 'info', base: { pid: process.pid } }, pino.multistream(streams))
  const said = new Map<string, { since: number; times: number }>()

  function write(level: 'info' | 'warn' | 'error', facts: object, message: string): void {
    const now = options.clock?.monotonic() ?? Infinity
    const before = said.get(message)
    if (before && now - before.since < SAME_LINES_COUNTED_MS) {
      before.times += 1
      if (before.times > MAX_SAME_LINES) return
    } else {
      said.set(message, { since: now, times: 1 })
      const leftOut = (before?.times ?? 0) - MAX_SAME_LINES
      if (leftOut > 0) lines[level]({ count: leftOut }, `left out: ${message}`)
    }
    lines[level](onlyFacts(facts), message)
  }

  return {
    info: (facts, message) => write('info', facts, message),
    warn: (facts, message) => write('warn', facts, message),
    error: (facts, message) => write('error', facts, message),
  }
}

/**
 * Appends to `folder`/station.log. Before a line would make the file larger than `LOG_FILE_BYTES`, it becomes
 * station.log.1 in place of the older one, so that both together are never larger than twice that.
 */
function openFile(folder: string): pino.DestinationStream {
  makePath(folder)
  const file = join(folder, 'station.log')
  let opened = open()

  function open(): { handle: number; size: number } | undefined {
    try {
      const handle = openSync(file, 'a', 0o600)
      return { handle, size: fstatSync(handle).size }
    } catch {
      return undefined
    }
  }

  function beginAnew(): void {
    if (opened) closeSync(opened.handle)
    opened = undefined
    renameSync(file, `${file}.1`)
    opened = open()
  }

  return {
    write(line) {
      const bytes = Buffer.from(line)
      // A disk that is full, or a folder that is gone, loses lines of the log, not the station.
      try {
        opened ??= open()
        if (opened && opened.size > 0 && opened.size + bytes.length > LOG_FILE_BYTES) beginAnew()
        if (opened) opened.size += writeSync(opened.handle, bytes)
      } catch {
        return
      }
    },
  }
}
