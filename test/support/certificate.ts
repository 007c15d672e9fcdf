/** A self-signed certificate (X.509 v3, RFC 5280) with a fresh key, made with nothing but Node: tests need no other program. */
import { generateKeyPairSync, randomBytes, sign } from "node:crypto";

/** One element of DER (ITU-T X.690): tag, length, contents. */
function der(tag: number, ...contents: Uint8Array[]): Buffer {
  const body = Buffer.concat(contents);
  const size =
    body.length < 0x80
      ? [body.length]
      : body.length < 0x100
        ? [0x81, body.length]
        : [0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Uint8Array.of(tag, ...size), body]);
}

const sequence = (...items: Uint8Array[]) => der(0x30, ...items);
const set = (...items: Uint8Array[]) => der(0x31, ...items);
const oid = (...bytes: number[]) => der(0x06, Uint8Array.of(...bytes));
const text = (value: string) => der(0x0c, Buffer.from(value));
/** UTCTime: valid to the second, in this century. */
const time = (date: Date) => der(0x17, Buffer.from(`${date.toISOString().replace(/[-:T]/g, "").slice(2, 14)}Z`));

const COMMON_NAME = oid(0x55, 0x04, 0x03);
const ALTERNATIVE_NAMES = oid(0x55, 0x1d, 0x11);
const BASIC_CONSTRAINTS = oid(0x55, 0x1d, 0x13);
const ECDSA_WITH_SHA256 = oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02);
const TRUE = der(0x01, Uint8Array.of(0xff));

/** For a day, for these DNS names; its own authority. @returns PEM */
export function selfSigned(...names: [string, ...string[]]): { key: string; certificate: string } {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const name = sequence(set(sequence(COMMON_NAME, text(names[0]))));
  const now = Date.now();
  const alternatives = sequence(...names.map((one) => der(0x82, Buffer.from(one))));
  const extensions = sequence(
    sequence(ALTERNATIVE_NAMES, der(0x04, alternatives)),
    sequence(BASIC_CONSTRAINTS, TRUE, der(0x04, sequence(TRUE))),
  );
  const serial = randomBytes(8);
  // A positive number that begins with no zero byte.
  serial.writeUInt8((serial.readUInt8(0) & 0x7f) | 0x40, 0);
  const contents = sequence(
    der(0xa0, der(0x02, Uint8Array.of(2))),
    der(0x02, serial),
    sequence(ECDSA_WITH_SHA256),
    name,
    sequence(time(new Date(now - 3_600_000)), time(new Date(now + 86_400_000))),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, extensions),
  );
  const signature = der(0x03, Uint8Array.of(0), sign("sha256", contents, privateKey));
  const base64 = sequence(contents, sequence(ECDSA_WITH_SHA256), signature)
    .toString("base64")
    .replace(/.{64}/g, "$&\n");
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    certificate: `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`,
  };
}
