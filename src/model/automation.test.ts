import assert from 'node:assert/strict'
import { everyStep, programOf, type Step, TRIGGERS } from './automation.ts'

const note = (id: string): Step => ({ id, type: 'note', message_text: id })
const fork = (id: string, yes: readonly Step[], no: readonly Step[]): Step => ({
  id,
  type: 'branch',
  conditions: {},
  yes,
  no
})

/** The steps one comes by when branches are answered as said. */
function walk(steps: readonly Step[], holds: (id: string) => boolean): string[] {
  const program = programOf(steps)
  const way: string[] = []
  for (let place = 0; ; ) {
    const instruction = program[place]
    if (!instruction) return way
    const { step, next, otherwise } = instruction
    way.push(step.id)
    place = step.type !== 'branch' || holds(step.id) ? next : otherwise
  }
}

describe('The program of an automation', () => {
  const steps = [note('a'), fork('b', [note('c'), fork('d', [note('e')], [])], [note('f')]), note('g')]

  it('comes by every step that its branches lead to, and by no other', () => {
    assert.deepEqual(
      walk(steps, () => true),
      ['a', 'b', 'c', 'd', 'e', 'g']
    )
    assert.deepEqual(
      walk(steps, id => id === 'b'),
      ['a', 'b', 'c', 'd', 'g']
    )
    assert.deepEqual(
      walk(steps, () => false),
      ['a', 'b', 'f', 'g']
    )
  })

  it('ends where an empty branch is the last step', () => {
    assert.deepEqual(
      walk([fork('only', [], [])], () => true),
      ['only']
    )
    assert.deepEqual(
      walk([fork('only', [note('yes')], [])], () => false),
      ['only']
    )
    assert.deepEqual(
      walk([], () => true),
      []
    )
  })

  it('has a place for each step, in the order in which they stand', () => {
    const ids = everyStep(steps).map(step => step.id)
    assert.deepEqual(ids, ['a', 'b', 'c', 'd', 'e', 'f', 'g'])
    assert.deepEqual(
      programOf(steps).map(({ step }) => step.id),
      ids
    )
  })
})

describe('What sets an automation off', () => {
  it('are facts of conversations and messages alone', () => {
    assert.ok(TRIGGERS.includes('message.received') && TRIGGERS.includes('conversation.opened'))
    assert.ok(!TRIGGERS.includes('tag.created') && !TRIGGERS.includes('contact.updated'))
  })
})
