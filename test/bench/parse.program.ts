/** The floor of validate: reads all YAML files below a folder and parses them with `yaml`, and nothing else. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";

let documents = 0;
for (const entry of readdirSync(process.argv[2] ?? ".", { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const text = readFileSync(join(entry.parentPath, entry.name), "utf8");
  for (const document of parseAllDocuments(text)) {
    if ("toJS" in document && document.toJS()) documents += 1;
  }
}
console.log(documents);
