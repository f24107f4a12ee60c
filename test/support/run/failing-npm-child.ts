/** @file Stands where npm does for one test of `npm test`: prints its words, and fails. */
console.log(process.argv.slice(2).join(' '))
process.exitCode = 3
