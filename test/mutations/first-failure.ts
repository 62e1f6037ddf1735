import fc from 'fast-check'

// A mutation is refuted by the first counterexample; a smaller one is of no interest.
fc.configureGlobal({ endOnFailure: true })
