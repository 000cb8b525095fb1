// Sealing: the PIN opens the phone's own key and the day's list; a record is sealed to the house and signed at once.
"use strict";
self.fieldSeal = (() => {
  const ROUNDS = 600000, CURVE = { name: "ECDSA", namedCurve: "P-256" };
  const text = new TextEncoder(), bytes = (n) => crypto.getRandomValues(new Uint8Array(n));
  const join = (...parts) => {
    const all = new Uint8Array(parts.reduce((n, p) => n + p.byteLength, 0));
    let at = 0;
    for (const part of parts) { all.set(new Uint8Array(part), at); at += part.byteLength; }
    return all;
  };
  const b64 = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const un64 = (said) => Uint8Array.from(atob(said.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  const shut = async (key, plain, bound = new Uint8Array()) => {
    const iv = bytes(12);
    return join(iv, await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: bound }, key, plain));
  };
  const unshut = async (key, sealed, bound = new Uint8Array()) => {
    const all = new Uint8Array(sealed);
    return crypto.subtle.decrypt({ name: "AES-GCM", iv: all.slice(0, 12), additionalData: bound }, key, all.slice(12));
  };
  const fromPin = async (pin, salt) => {
    const raw = await crypto.subtle.importKey("raw", text.encode(pin), "PBKDF2", false, ["deriveKey"]);
    return crypto.subtle.deriveKey({ name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS }, raw, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  };
  const inner = (raw) => crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);

  // A phone's keys, made once: what is kept of them opens with the PIN, on this browser alone.
  const make = async (pin) => {
    const pair = await crypto.subtle.generateKey(CURVE, true, ["sign", "verify"]);
    const browser = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    const salt = bytes(16), root = bytes(32);
    const kept = await shut(browser, await shut(await fromPin(pin, salt), root));
    const signing = await shut(await inner(root), await crypto.subtle.exportKey("pkcs8", pair.privateKey));
    return { key: b64(await crypto.subtle.exportKey("raw", pair.publicKey)), keys: { browser, salt, root: kept, signing } };
  };
  // The open keys, or an error where the PIN is another.
  const unlock = async (keys, pin) => {
    const root = await unshut(await fromPin(pin, keys.salt), await unshut(keys.browser, keys.root));
    const list = await inner(root);
    const signing = await crypto.subtle.importKey("pkcs8", await unshut(list, keys.signing), CURVE, false, ["sign"]);
    return { list, signing };
  };
  const shutList = async (key, list) => shut(key, text.encode(JSON.stringify(list)));
  const openList = async (key, sealed) => new Response(await unshut(key, sealed)).json();

  // A number that follows the time: UUIDv7.
  const number = (ms) => {
    const random = bytes(16), time = Array.from({ length: 6 }, (_, i) => Math.floor(ms / 2 ** (8 * (5 - i))) & 255);
    const raw = [...time, (random[6] & 15) | 112, random[7], (random[8] & 63) | 128, ...random.slice(9)];
    const hex = raw.map((b) => b.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  };
  // One record, sealed so that only the house opens it, and signed: what goes up, and the digest by which it is let go.
  const record = async ({ device, house, signing, ms, said }) => {
    const id = number(ms), bound = device + "|" + id;
    const plain = text.encode(JSON.stringify({ ...said, captured_at: new Date(ms).toISOString(), salt: b64(bytes(16)) }));
    const once = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
    const point = await crypto.subtle.exportKey("raw", once.publicKey);
    const theirs = await crypto.subtle.importKey("raw", un64(house.public), { name: "ECDH", namedCurve: "P-256" }, false, []);
    const shared = await crypto.subtle.importKey("raw", await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, once.privateKey, 256), "HKDF", false, ["deriveKey"]);
    const info = join(text.encode("shuoshi box 1"), point, un64(house.public));
    const key = await crypto.subtle.deriveKey({ name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info }, shared, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
    const sealed = { id, key: house.version, epk: b64(point), box: b64(await shut(key, plain, text.encode(bound))) };
    const part = text.encode(JSON.stringify([bound, sealed.key, sealed.epk, sealed.box]));
    sealed.sig = b64(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, signing, part));
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", plain));
    return { id, device, ms, sealed, digest: [...digest].map((b) => b.toString(16).padStart(2, "0")).join("") };
  };
  return { make, unlock, shutList, openList, record };
})();
