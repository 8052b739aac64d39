import { AisleChat, TAG } from "./element";

if (!customElements.get(TAG)) customElements.define(TAG, AisleChat);
