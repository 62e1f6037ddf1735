// The floors of the house, as rules. Imports look down, never up, never sideways.
const channels = '^src/channels/(whatsapp|instagram|messenger|sms|webchat|playground)/'

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true, dependencyTypesNot: ['type-only'] } },
    {
      name: 'model-looks-down-only',
      severity: 'error',
      from: { path: '^src/model/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/', pathNot: '^src/model/' }
    },
    {
      name: 'platform-knows-no-product',
      severity: 'error',
      from: { path: '^src/platform/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/', pathNot: '^src/platform/' }
    },
    {
      name: 'channels-are-pure',
      severity: 'error',
      from: { path: '^src/channels/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/(platform|actions|services|workers|main|app|configuration)' }
    },
    {
      name: 'channels-are-strangers',
      severity: 'error',
      from: { path: channels },
      to: { path: channels, pathNot: '^src/channels/$1/' }
    },
    {
      name: 'channels-touch-no-network',
      severity: 'error',
      from: { path: '^src/channels/', pathNot: '\\.test\\.ts$' },
      to: { path: '(undici|knex|pg|node:http|node:https|node:net|node:fs)$' }
    },
    {
      name: 'actions-look-down-only',
      severity: 'error',
      from: { path: '^src/actions/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/(services|workers|main|app)' }
    },
    {
      name: 'doors-do-not-meet',
      comment: 'Front doors and back doors meet in actions.',
      severity: 'error',
      from: { path: '^src/workers/' },
      to: { path: '^src/(services|main|app)' }
    },
    {
      name: 'services-are-strangers',
      severity: 'error',
      from: { path: '^src/services/([^/]+)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/services/[^/]+/', pathNot: ['^src/services/$1/', '\\.schema\\.ts$'] }
    },
    {
      name: 'the-client-lives-outside',
      comment: 'It runs in browsers and in other people’s programs: of the house it knows the types of the model.',
      severity: 'error',
      from: { path: '^src/client/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/', pathNot: '^src/client/', dependencyTypesNot: ['type-only'] }
    },
    {
      name: 'the-client-knows-the-model-only',
      severity: 'error',
      from: { path: '^src/client/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(src/(?!client/|model/)|node:|test/)' }
    },
    {
      name: 'the-simulator-is-a-stranger',
      comment: 'It is the other side of the wire: what it shared with a dialect, both could get wrong alike.',
      severity: 'error',
      from: { path: '^simulator/server/' },
      to: { path: '^src/', pathNot: '^src/platform/' }
    },
    {
      name: 'only-the-roof-knows-the-simulator',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(main|app|simulation|simulation-visitors)\\.ts$' },
      to: { path: '^simulator/' }
    },
    {
      name: 'nobody-imports-the-roof',
      severity: 'error',
      from: { path: '^src/(?!main|app|simulation)' },
      to: { path: '^src/(main|app|simulation)\\.ts$' }
    },
    {
      name: 'pages-live-outside',
      comment: 'They know the client and the model; the rest of the house is behind the API.',
      severity: 'error',
      from: { path: '^(web|simulator/page)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(src/(?!client|model)|test|bin|bench|migrations)' }
    },
    {
      name: 'nobody-imports-a-page',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(web|simulator/page)/' }
    }
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node'] }
  }
}
