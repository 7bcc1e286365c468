import { describe, expect, it, vi } from 'vitest'
import { run } from './cli.ts'

describe('the command line', () => {
  it.each<[string, string[]]>([
    ['nothing', []],
    ['an unknown command', ['dance']],
    ['two commands', ['scan', 'doctor']],
    ['an unknown option', ['doctor', '--verbose']],
    ['no code', ['scan']],
    ['two codes', ['scan', '--text', 'a', '--image', 'b']],
    ['an option without its value', ['scan', '--text']],
    ['an instant that is none', ['scan', '--text', 'a', '--at', 'yesterday']],
    ['a day that is none', ['scan', '--text', 'a', '--at', '2026-13-01']],
    ['a day beyond its month', ['scan', '--text', 'a', '--at', '2026-02-30T06:30:00Z']],
    ['a code for doctor', ['doctor', '--text', 'a']],
    ['half a command', ['journal']],
    ['an export to nowhere', ['journal', 'export']],
    ['a backup to nowhere', ['backup']],
    ['a restore to nowhere', ['restore', '--from', 'a']],
    ['an export to check and a folder', ['journal', 'verify', '--file', 'a', '--data', 'b']],
    ['published keys and no export', ['journal', 'verify', '--keys', 'a']],
    ['a number that is none', ['journal', 'show', '--from', '0']],
    ['more than it shows', ['journal', 'show', '--limit', '99999999']],
    ['a transaction that is none', ['journal', 'show', '--transaction', 'xyz']],
    ['no receipt', ['receipt', 'verify']],
    ['a device to confirm and no face', ['devices', 'confirm', '--device', 'scanner-1']],
    ['a device without a name', ['devices', 'test', '--device=']],
    ['a device whose name is too long', ['devices', 'withdraw', '--device', 'x'.repeat(257)]],
    ['a face that is none', ['devices', 'confirm', '--device', 'scanner-1', '--face', 'technician']],
    ['an option of another command', ['journal', 'verify', '--yes']],
  ])('prints its usage when it is given %s', async (_what, args) => {
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    expect(await run(args)).toMatchObject({ exitCode: 64, output: { ok: false, refusal: { code: 'invalid-input' } } })
    expect(said.mock.calls.join()).toContain('Usage')
    said.mockRestore()
  })

  it.each<[string[], string, Record<string, string> | undefined]>([
    [['dance'], 'Unknown command: dance', { command: 'dance', why: 'unknown' }],
    [['journal', 'shwo'], 'Unknown command: shwo', { command: 'shwo', why: 'unknown' }],
    [['doctor', '--verbose'], 'Unknown option: --verbose', { option: 'verbose', why: 'unknown' }],
    [['doctor', '--verbose=1'], 'Unknown option: --verbose', { option: 'verbose', why: 'unknown' }],
    [['journal', 'verify', '--yes'], "'journal verify' takes no option --yes.", { option: 'yes', why: 'unknown' }],
    [['backup'], "'backup' needs the option --to.", { option: 'to', why: 'needed' }],
    [['scan', '--text'], "--text isn't given as it should be.", { option: 'text', why: 'malformed' }],
    [['journal'], "'journal' is half a command.", undefined],
    [[], 'No command is given.', undefined],
    // A code's content is never repeated in an error.
    [['scan', 'ME1:99000012'], 'There is a word that is no command.', undefined],
  ])('names in its first line what is wrong with %j', async (args, line, params) => {
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    expect(await run(args)).toEqual({
      exitCode: 64,
      output: { ok: false, refusal: { code: 'invalid-input', ...(params ? { params } : {}) } },
    })
    expect(said.mock.calls.join().split('\n')[0]).toBe(line)
    said.mockRestore()
  })
})
