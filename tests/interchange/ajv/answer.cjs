// Answers on standard output which documents ajv accepts: of each line {"kind", "text"} of standard input, true or false.
// The schemas are the files of the folder that is named; ajv compiles them in its strict mode.
const fs = require("node:fs");
const path = require("node:path");
const Ajv = require("ajv/dist/2020").default;
const addFormats = require("ajv-formats").default;

const folder = process.argv[2];
// Both want a rule's type beside it; here the type stands where the rule's object is defined.
const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false, allErrors: true });
addFormats(ajv);
const ids = {};
for (const name of fs.readdirSync(folder).filter((name) => name.endsWith(".schema.json"))) {
  const schema = JSON.parse(fs.readFileSync(path.join(folder, name), "utf8"));
  ids[name.replace(".schema.json", "")] = schema.$id;
  ajv.addSchema(schema);
}
const answers = fs
  .readFileSync(0, "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line))
  .map(({ kind, text }) => ajv.getSchema(ids[kind])(JSON.parse(text)));
console.log(JSON.stringify(answers));
