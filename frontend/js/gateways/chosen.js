// The gateway to which cards go, as the site has it in commerce/gateway/chosen.py.
export * from "./paytrace.js";
