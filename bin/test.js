#!/usr/bin/env node
// Runs the tests on a PostgreSQL of their own. Plain JavaScript without packages: it runs before there are any.
import { mustBeNode } from './bootstrap/node-version.js'

mustBeNode()
import('./bootstrap/test.js').then(({ test }) => test(process.argv.slice(2)))
