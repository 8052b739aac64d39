import type { Language } from "../shared/contract";

interface Chapter {
  id: string;
  title: string;
  paragraphs: string[];
}

/** The shop's rules as a customer reads them. The bot's answers (knowledge/faq) say the same; change both. */
export const HELP: Record<Language, Chapter[]> = {
  en: [
    {
      id: "delivery",
      title: "Delivery",
      paragraphs: [
        "Standard delivery takes 3–5 working days and costs €4.95; from €60 it is free. Express takes 1–2 working days for €9.95, and what you order before 14:00 leaves the same day. Delivery to a pick-up point is €3.95, and the parcel waits there for 7 days.",
        "To the United Kingdom, Switzerland, Norway, mainland China, Hong Kong and Singapore we need 7–12 working days and charge €14.95. Duties are paid by the recipient. Nothing is delivered on Sundays.",
        "Until your order is packed, you can change the address or the items, or cancel free of charge. After that, please send it back.",
      ],
    },
    {
      id: "returns",
      title: "Returns & exchanges",
      paragraphs: [
        "You have 30 days from delivery to send back anything unused and with its tags. In the EU the label is free; from elsewhere you pay the postage. The money goes back the way you paid, within 5 working days of the parcel reaching our warehouse.",
        "Exchanging for another size or colour is free, once per item. We cannot take back opened in-ear headphones, gift cards, personalised items, and opened toppers or pillows.",
        "Something arrived damaged, or is not what you ordered? Tell us within 14 days, with a photo. You choose between a replacement and a full refund, and we pay the return.",
      ],
    },
    {
      id: "warranty",
      title: "Warranty",
      paragraphs: [
        "Everything we sell is under warranty for 2 years. Tents and jackets of Kestrel Peak and Tarnbrook have 5 years, batteries 1 year.",
      ],
    },
    {
      id: "payment",
      title: "Payment & invoices",
      paragraphs: [
        "Pay with Visa, Mastercard, American Express, PayPal, Apple Pay, Google Pay, Alipay, WeChat Pay, a gift card, by bank transfer (we ship when it arrives), or in the EU with Klarna in 30 days. Your card is charged when the order leaves us.",
        "Invoices come as a PDF by e-mail and are in your account. One promotion code works per order, and not on sale items. Newsletter subscribers get 10 % off their first order over €40 with WELCOME10.",
      ],
    },
    {
      id: "contact",
      title: "Contact & account",
      paragraphs: [
        "The assistant answers at any hour. People are here Monday to Saturday, 8:00–20:00 CET: ask for one in the chat, or write to help@larkfield.example.",
        "You can delete your account whenever you like; your data is erased within 30 days, except for invoices, which the law has us keep for 10 years. A link for a new password is valid for 60 minutes.",
      ],
    },
  ],
  zh: [
    {
      id: "delivery",
      title: "配送",
      paragraphs: [
        "标准配送需 3–5 个工作日，运费 4.95 欧元，满 60 欧元免运费。加急配送需 1–2 个工作日，运费 9.95 欧元，14:00 前下单当天发出。送至自提点 3.95 欧元，包裹保留 7 天。",
        "寄往英国、瑞士、挪威、中国大陆、香港和新加坡需 7–12 个工作日，运费 14.95 欧元，关税由收件人承担。周日不配送。",
        "订单打包之前，可以免费修改地址、更换商品或取消订单。发货之后如不需要，请办理退货。",
      ],
    },
    {
      id: "returns",
      title: "退货与换货",
      paragraphs: [
        "自签收之日起 30 天内，未使用且吊牌完好的商品可以退货。欧盟境内提供免费退货标签，其他地区运费自理。包裹到仓后 5 个工作日内按原支付方式退款。",
        "每件商品可免费更换一次尺码或颜色。已拆封的入耳式耳机、礼品卡、定制商品，以及已拆封的床垫垫层和枕头不支持退货。",
        "收到的商品有破损或发错货？请在 14 天内附照片告诉我们，可选择换新或全额退款，退货运费由我们承担。",
      ],
    },
    {
      id: "warranty",
      title: "质保",
      paragraphs: ["全场商品质保两年。Kestrel Peak 与 Tarnbrook 的帐篷和夹克质保五年，电池质保一年。"],
    },
    {
      id: "payment",
      title: "支付与发票",
      paragraphs: [
        "支持 Visa、Mastercard、American Express、PayPal、Apple Pay、Google Pay、支付宝、微信支付、礼品卡和银行转账（到账后发货），欧盟境内还可使用 Klarna 30 天后付款。银行卡在发货时扣款。",
        "发票以 PDF 形式通过邮件发送，也可在账户中下载。每个订单限用一个优惠码，特价商品不可用。订阅邮件的新客首单满 40 欧元，用 WELCOME10 可享九折。",
      ],
    },
    {
      id: "contact",
      title: "联系我们与账户",
      paragraphs: [
        "智能助手全天在线。人工客服周一至周六 8:00–20:00（欧洲中部时间）在岗：可在对话中转人工，或写信至 help@larkfield.example。",
        "您可随时注销账户，数据在 30 天内删除；依法发票须保存 10 年。重设密码的链接 60 分钟内有效。",
      ],
    },
  ],
};
