#!/usr/bin/env node
// The whole way from a fresh clone to a running server. Plain JavaScript without packages: it runs before there are any.
import { mustBeNode } from './bootstrap/node-version.js'

mustBeNode()
import('./bootstrap/start.js').then(({ start }) => start())
