import assert from 'node:assert/strict'
import { createEgress, isSameAddress } from './egress.ts'

const publicOnes = [
  '8.8.8.8',
  '1.1.1.1',
  '157.240.1.35',
  '2a03:2880:f12f:83:face:b00c:0:25de',
  '2606:4700::1111',
  '172.32.0.1',
  '100.128.0.1'
]

const forbiddenOnes = {
  'this host': ['0.0.0.0', '0.1.2.3', '::'],
  loopback: ['127.0.0.1', '127.255.255.254', '::1'],
  private: ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fc00::1', 'fd12:3456:789a::1'],
  'link-local': ['169.254.0.1', '169.254.169.254', 'fe80::1', 'fe80::1%eth0', 'febf::1'],
  'carrier-grade NAT': ['100.64.0.1', '100.127.255.254', '100.100.100.200'],
  'multicast and broadcast': ['224.0.0.1', '239.255.255.250', '255.255.255.255', 'ff02::1', 'ff0e::1'],
  'reserved, benchmarks, documentation': [
    '192.0.0.1',
    '192.0.2.1',
    '198.18.0.1',
    '198.51.100.1',
    '203.0.113.1',
    '240.0.0.1',
    '2001:db8::1',
    '2001:2::1',
    '100::1'
  ],
  'IPv4 in IPv6, mapped': ['::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:8.8.8.8', '0:0:0:0:0:ffff:0a00:0001'],
  'IPv4 in IPv6, compatible and translated': ['::127.0.0.1', '::7f00:1', '::ffff:0:127.0.0.1'],
  NAT64: ['64:ff9b::7f00:1', '64:ff9b::8.8.8.8', '64:ff9b:1::a00:1'],
  '6to4 and Teredo': ['2002:7f00:1::', '2002:a00:1::1', '2001:0:4136:e378:8000:63bf:3fff:fdd2'],
  'site-local and unassigned': ['fec0::1', '4000::1', 'e000::1'],
  'no address at all': [
    '',
    'localhost',
    '127.1',
    '0177.0.0.1',
    '2130706433',
    '0x7f000001',
    '1.2.3',
    '8.8.8.8.',
    ' 8.8.8.8',
    '8.8.8.8/32',
    '[::1]'
  ]
}

describe('Egress', () => {
  it('lets out to the public internet', () => {
    const { judge } = createEgress({ allow: [] })
    for (const address of publicOnes) assert.equal(judge(address), 'public', address)
  })

  for (const [kind, addresses] of Object.entries(forbiddenOnes))
    it(`forbids ${kind}`, () => {
      const { judge } = createEgress({ allow: [] })
      for (const address of addresses) assert.equal(judge(address), 'forbidden', address)
    })

  it('lets out to an allowed network and no further', () => {
    const { judge } = createEgress({ allow: ['127.0.0.0/8', '10.1.0.0/16', 'fd00:1::/32'] })
    for (const address of ['127.0.0.1', '10.1.255.1', 'fd00:1::7']) assert.equal(judge(address), 'allowed', address)
    for (const address of ['10.2.0.1', 'fd00:2::7', '::1', '::ffff:127.0.0.1', '::ffff:10.1.0.1'])
      assert.equal(judge(address), 'forbidden', address)
  })

  it('is not built on a bad network', () => {
    for (const bad of ['', '10.0.0.0', '10.0.0.0/33', 'private', '::/129'])
      assert.throws(() => createEgress({ allow: [bad] }), RangeError, bad)
  })

  it('knows an address in another spelling', () => {
    assert.ok(isSameAddress('2a03:0:0::1', '2a03::1'))
    for (const other of [undefined, '', '8.8.8.9']) assert.ok(!isSameAddress(other, '8.8.8.8'))
  })
})
