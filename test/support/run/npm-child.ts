/** @file Stands where npm does for tests of scripts: prints its words, and fails for the script that FAILING names. */
const words = process.argv.slice(2)
console.log(words.join(' '))
if (words.at(-1) === process.env.FAILING) process.exitCode = 3
