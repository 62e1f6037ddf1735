import assert from 'node:assert/strict'
import { isAbsolute } from 'node:path'
import { ConfigurationError, readConfiguration, SETTINGS } from './configuration.ts'

const store = { S3_BUCKET: 'files', AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' }

/** What each setting may not be. Those that take any text have no wrong value. */
const WRONG: Readonly<Record<string, readonly string[]>> = {
  PORT: ['http', '-1', '65536', '3030.5', '0x50', '1e3'],
  PUBLIC_URL: ['chat.example.org', 'ftp://chat.example.org', 'https://'],
  DATABASE_URL: ['127.0.0.1:5432', 'mysql://127.0.0.1/parley', 'parley'],
  DATABASE_POOL: ['1', '201', 'many', '999'],
  FILE_QUOTA_MB: ['0', '-1', '1.5', 'much', '1000000001'],
  S3_ENDPOINT: ['store.example.org', 's3://files'],
  S3_PUBLIC_ENDPOINT: ['store.example.org'],
  S3_FORCE_PATH_STYLE: ['yes'],
  REDIS_URL: ['127.0.0.1:6379', 'http://127.0.0.1:6379'],
  ROLES: ['web', 'api,web', ','],
  ADMIN_EMAIL: ['admin', 'admin@', '@example.org', 'a b@example.org'],
  ADMIN_PASSWORD: ['short', 'x'.repeat(257)],
  DEMO: ['yes', 'TRUE', '2'],
  ENCRYPTION_KEY: ['secret', 'ab'.repeat(31), 'ab'.repeat(33)],
  SIGNUP: ['on'],
  EGRESS_ALLOW: ['10.0.0.0', '10.0.0.0/33', 'fd00::/129', '10.0.0.0/8,private', 'fe80::1%eth0/64', '10.0.0.0/'],
  TRUSTED_PROXIES: ['proxy', '10.0.0.1', '300.0.0.0/8'],
  CORS_ORIGINS: ['example.org', 'https://example.org,example.net', '*'],
  LOG_LEVEL: ['loud', 'INFO'],
  RATE_PER_MINUTE: ['0', '-5', 'unlimited', '10000001']
}
const ANY_TEXT = ['HOST', 'DATA_DIR', 'S3_BUCKET', 'S3_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']

describe('The configuration', () => {
  it('starts with no setting at all', () => {
    const configuration = readConfiguration({})
    const { port, host, publicUrl, databaseUrl, s3, roles, demo, signup, egressAllow, encryptionKey } = configuration
    assert.deepEqual(
      { port, host, publicUrl, databaseUrl, s3, roles, demo, signup, egressAllow, encryptionKey },
      {
        port: 3030,
        host: '127.0.0.1',
        publicUrl: 'http://localhost:3030',
        databaseUrl: null,
        s3: null,
        roles: ['api', 'worker'],
        demo: true,
        signup: false,
        egressAllow: [],
        encryptionKey: null
      }
    )
    assert.ok(isAbsolute(configuration.dataDir))
  })

  it('takes an empty setting for an absent one', () => {
    const empty = Object.fromEntries(SETTINGS.map(({ name }) => [name, ' ']))
    assert.deepEqual(readConfiguration(empty), readConfiguration({}))
  })

  it('reads every setting', () => {
    const key = Buffer.alloc(32, 1)
    const configuration = readConfiguration({
      ...store,
      PORT: '0',
      HOST: '::1',
      DATABASE_URL: 'postgres://parley@127.0.0.1/parley',
      DATABASE_POOL: '2',
      S3_ENDPOINT: 'https://store.example.org/',
      S3_FORCE_PATH_STYLE: 'true',
      REDIS_URL: 'rediss://127.0.0.1',
      ROLES: 'worker, worker',
      ADMIN_EMAIL: 'Ada@Example.org',
      ADMIN_PASSWORD: 'correct horse',
      DEMO: '0',
      ENCRYPTION_KEY: key.toString('base64'),
      SIGNUP: '1',
      EGRESS_ALLOW: '10.0.0.0/8, fd00::/8',
      TRUSTED_PROXIES: '127.0.0.1/32',
      CORS_ORIGINS: 'https://a.example/,https://b.example',
      LOG_LEVEL: 'silent',
      RATE_PER_MINUTE: '1'
    })
    assert.equal(configuration.publicUrl, 'http://[::1]:0')
    assert.deepEqual(configuration.s3, {
      endpoint: 'https://store.example.org',
      publicEndpoint: 'https://store.example.org',
      bucket: 'files',
      region: 'us-east-1',
      accessKeyId: 'id',
      secretAccessKey: 'secret',
      forcePathStyle: true
    })
    assert.deepEqual(configuration.roles, ['worker'])
    assert.equal(configuration.adminEmail, 'ada@example.org')
    assert.deepEqual([configuration.demo, configuration.signup], [false, true])
    assert.deepEqual(configuration.encryptionKey, key)
    assert.deepEqual(configuration.egressAllow, ['10.0.0.0/8', 'fd00::/8'])
    assert.deepEqual(configuration.corsOrigins, ['https://a.example', 'https://b.example'])
  })

  it('reads a key in either spelling', () => {
    const key = Buffer.from(Array.from({ length: 32 }, (_, index) => index * 7))
    for (const spelling of ['hex', 'base64'] as const)
      assert.deepEqual(readConfiguration({ ENCRYPTION_KEY: key.toString(spelling) }).encryptionKey, key)
  })

  it('has a wrong value for each setting that does not take any text', () => {
    assert.deepEqual(
      [...Object.keys(WRONG), ...ANY_TEXT].toSorted(),
      SETTINGS.map(({ name }): string => name).toSorted()
    )
  })

  for (const [name, values] of Object.entries(WRONG))
    it(`stops at a wrong ${name} with one sentence that names it`, () => {
      const around = name.startsWith('S3_') ? { ...store, S3_ENDPOINT: 'https://store.example.org' } : {}
      for (const value of values)
        assert.throws(
          () => readConfiguration({ ...around, [name]: value }),
          (error: unknown) => isSentenceAbout(error, name),
          `${name}=${value}`
        )
    })

  it('stops at half a store with one sentence that names what is missing', () => {
    for (const missing of Object.keys(store)) {
      const half = { ...store, S3_ENDPOINT: 'https://store.example.org', [missing]: '' }
      assert.throws(
        () => readConfiguration(half),
        (error: unknown) => isSentenceAbout(error, missing)
      )
    }
  })

  it('repeats no secret that is wrong', () => {
    for (const [name, secret] of [
      ['ADMIN_PASSWORD', 'canary'],
      ['ENCRYPTION_KEY', 'canary'],
      ['DATABASE_URL', 'mysql://app:canary@127.0.0.1/app']
    ] as const)
      assert.throws(
        () => readConfiguration({ [name]: secret }),
        (error: unknown) => error instanceof ConfigurationError && !error.message.includes('canary')
      )
  })
})

function isSentenceAbout(error: unknown, name: string): boolean {
  if (!(error instanceof ConfigurationError)) return false
  const { message } = error
  return message.includes(name) && !message.includes('\n') && message.endsWith('.')
}
