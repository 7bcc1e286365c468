/** Which room may import which (architecture.md, "Who may know whom"). */
const tests = '\\.test\\.ts$'
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })

module.exports = {
  forbidden: [
    rule(
      'no-circles',
      'Two files that need each other are one idea or have a third one between them.',
      {},
      { circular: true },
    ),
    rule('found', 'An import that leads nowhere.', {}, { couldNotResolve: true, pathNot: '[?](url|worker)' }),
    rule(
      'build-is-no-part',
      'What only a checkout has, as what npm run dev relaxes, is in no product.',
      { path: '^(electron|hardware|renderer)/', pathNot: tests },
      { path: '^build/' },
    ),
    rule(
      'fixtures-are-for-tests',
      'Samples, conformance suites and the rig are for tests alone, and in no product.',
      { path: '^(electron|hardware|renderer)/', pathNot: '\\.(test|fixture|conformance)\\.ts$|^hardware/rig/' },
      { path: '\\.(fixture|conformance)\\.ts$|^hardware/rig/' },
    ),
    rule(
      'contract-knows-nobody',
      'The contract is Zod and the contract builder only.',
      { path: '^electron/contract/', pathNot: tests },
      { pathNot: '^electron/contract/|node_modules/(zod|@orpc/contract)/' },
    ),
    rule(
      'common-knows-nobody',
      'What every room shares knows none of them.',
      { path: '^electron/common/', pathNot: tests },
      { path: '^(electron|renderer|hardware|build)/', pathNot: '^electron/common/' },
    ),
    rule(
      'station-is-plain-node',
      'The station knows the contract, the gateway and the ports of hardware.',
      { path: '^electron/station/', pathNot: tests },
      {
        path: '^(electron|renderer|hardware|build)/',
        pathNot: '^electron/(station|common|contract|gateway)/|^hardware/(ports\\.ts|[^/]+/port\\.ts)$',
      },
    ),
    rule(
      'station-has-no-shell',
      'The station runs without a screen.',
      { path: '^electron/(station|gateway|contract|sandbox)/|^hardware/', pathNot: tests },
      { path: 'node_modules/(electron|electron-store|electron-updater|vue)/' },
    ),
    rule(
      'gateway-knows-its-contract',
      'The client knows its own contract, the refusals and the ports.',
      { path: '^electron/gateway/', pathNot: tests },
      {
        path: '^(electron|renderer|hardware|build)/',
        pathNot: '^electron/(gateway|common)/|^electron/contract/refusals\\.ts$|^hardware/ports\\.ts$',
      },
    ),
    rule(
      'sandbox-plays-the-agencies',
      "The sandbox shares no code with the station: only the gateway's contract and the ports.",
      { path: '^electron/sandbox/', pathNot: tests },
      {
        path: '^(electron|renderer|hardware|build)/',
        pathNot:
          '^electron/(sandbox|common)/|' +
          '^electron/gateway/(contract|(money|identity|entity)-contract|reading|openapi)\\.ts$|' +
          '^electron/contract/refusals\\.ts$|^hardware/ports\\.ts$',
      },
    ),
    rule(
      'hardware-knows-hardware',
      'A driver knows nothing of ours outside hardware, but for what every room shares.',
      { path: '^hardware/', pathNot: tests },
      { path: '^(electron|renderer|build)/', pathNot: '^electron/common/' },
    ),
    rule(
      'pages-ask',
      'A page knows the contract and the one driver that lives in a page.',
      { path: '^renderer/', pathNot: tests },
      { path: '^(electron|hardware|build)/', pathNot: '^electron/(common|contract)/|^hardware/scanner/camera/' },
    ),
    rule(
      'pages-are-not-node',
      'A page has no Node and no Electron.',
      { path: '^renderer/|^electron/(common|contract)/', pathNot: tests },
      { dependencyTypes: ['core'] },
    ),
    rule(
      'phone-stands-alone',
      "The phone page plays a resident's phone: it knows the sandbox's own API only.",
      { path: '^renderer/training/phone/', pathNot: tests },
      { path: '^(electron|hardware)/|^renderer/(kiosk|counter|client)/' },
    ),
    rule(
      'faces-are-apart',
      'A face never imports another.',
      { path: '^renderer/(kiosk|counter)/', pathNot: tests },
      { path: '^renderer/(kiosk|counter|training)/', pathNot: '^renderer/$1/' },
    ),
    rule(
      'shells-start',
      "A shell and the command line know the composition root, the contract and the fallback page's words.",
      { path: '^electron/(shell/|cli/|cli\\.ts|main\\.ts)', pathNot: tests },
      {
        path: '^(electron|renderer|hardware|build)/',
        pathNot: '^electron/(shell|cli|common|contract)/|^electron/start\\.ts$|^renderer/i18n/[^/]+/fallback\\.json$',
      },
    ),
    rule(
      'electron-in-one-room',
      'Only the Electron shell imports Electron; its stand-in is typed against it.',
      {
        path: '^(electron|hardware|renderer|build)/',
        pathNot: '^electron/shell/electron/|^electron/main\\.ts$|^build/shell/',
      },
      { path: 'node_modules/(electron|electron-store|electron-updater)/' },
    ),
    rule(
      'rooms-have-one-door',
      "Inside the station others import a room's index.ts, not the files behind it.",
      { path: '^electron/station/([^/]+)/', pathNot: tests },
      {
        path: '^electron/station/[^/]+/.+',
        pathNot:
          '^electron/station/$1/|^electron/station/[^/]+/index\\.ts$|' +
          '^electron/station/storage/[^/]+\\.ts$|^electron/station/identity/(cose|cbor)\\.ts$',
      },
    ),
    rule(
      'storage-is-under-every-room',
      'What the station stands on knows no other room of it.',
      { path: '^electron/station/storage/', pathNot: tests },
      { path: '^electron/station/[^/]+/', pathNot: '^electron/station/storage/' },
    ),
    rule(
      'serving-knows-no-answer',
      'What serves pages composes the procedures that it is given, and knows no room that has any.',
      { path: '^electron/station/serving/', pathNot: tests },
      { path: '^electron/station/', pathNot: '^electron/station/(serving|storage)/' },
    ),
    rule(
      'the-core-uses-the-doors',
      "The station's own files and the composition root use the rooms' doors.",
      { path: '^electron/station/[^/]+\\.ts$|^electron/start(\\.ts$|/)', pathNot: tests },
      {
        path: '^electron/station/[^/]+/.+',
        pathNot: '^electron/station/[^/]+/index\\.ts$|^electron/station/storage/[^/]+\\.ts$',
      },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
}
