import type { Seal } from './seed.ts'
export const sealAsParley: Seal = () => ''
