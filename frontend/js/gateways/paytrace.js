// PayTrace's card fields: what its script calls things, and nowhere else.
const FAULTS = { 35: "number", 43: "expiration", 148: "code" };
const STYLES = {
  body: { background_color: "#ffffff" },
  cc: { font_size: "1rem", border_color: "#84929c", label_color: "#16222c" },
  exp: { font_size: "1rem", border_color: "#84929c", label_color: "#16222c", type: "textbox" },
  code: { font_size: "1rem", border_color: "#84929c", label_color: "#16222c" },
};

// Whether its script is there; a content blocker may hold it back.
export const isLoaded = () => Boolean(window.PTPayment);

// Open the fields with a key of ours, and name their frame for screen readers. Waits for ever where the frame is blocked.
export async function openFields(key, title) {
  await window.PTPayment.setup({ authorization: { clientKey: key }, styles: STYLES });
  document.getElementById("hpf_casper")?.setAttribute("title", title);
}

// What is wrong with the card as it was typed: any of number, expiration and code, or silent.
export async function faultsOf() {
  const found = await new Promise((done) => window.PTPayment.validate(done));
  return Array.isArray(found) ? found.map((each) => FAULTS[each.responseCode] ?? "number") : ["silent"];
}

// What stands for the card; null where it must be typed again, and its reason says no more than that.
export async function takeCard() {
  try {
    const { hpf_token: token, enc_key: key } = (await window.PTPayment.process()).message;
    return token ? { token, key } : null;
  } catch {
    return null;
  }
}
