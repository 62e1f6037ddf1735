const { writeFileSync } = require('node:fs')
const { reporters } = require('mocha')

const Base = reporters[process.env.TEST_REPORTER] ?? reporters.spec

/** Reports as mocha does and leaves the counts in a file, for whoever started mocha. Runs once, also with --parallel. */
module.exports = class CountingReporter extends Base {
  constructor(runner, options) {
    super(runner, options)
    runner.once('end', () => {
      const { passes, failures, pending } = this.stats
      writeFileSync(process.env.TEST_COUNTS, JSON.stringify({ passed: passes, failed: failures, pending }))
    })
  }
}
