/**
 * `npm run bench -- NAME`: runs one bench and prints one line of JSON: the medians of the run, with those of a peer or
 * a floor to compare with.
 */
const BENCHES = {
  bind: () => import('./bind.ts'),
  classify: () => import('./classify.ts'),
  frame: () => import('./frame.ts'),
  hid: () => import('./hid.ts'),
  identity: () => import('./identity.ts'),
  journal: () => import('./journal.ts'),
  memory: () => import('./memory.ts'),
  payment: () => import('./payment.ts'),
  print: () => import('./print.ts'),
  scan: () => import('./scan.ts'),
  soak: () => import('./soak.ts'),
  start: () => import('./start.ts'),
} as const

type Name = keyof typeof BENCHES
const isName = (name: string | undefined): name is Name => name !== undefined && Object.hasOwn(BENCHES, name)

const wanted = process.argv[2]
if (isName(wanted)) {
  const { run } = await BENCHES[wanted]()
  console.log(JSON.stringify({ bench: wanted, ...(await run()) }))
} else {
  console.error(`Usage: npm run bench -- ${Object.keys(BENCHES).join(' | ')}`)
  process.exitCode = 64
}

export {}
