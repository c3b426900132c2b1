"""“Press received” and “cancel the dispute” in the languages of the app, and the sentences that only look alike."""

from __future__ import annotations

import pytest

from moderator.domain.findings import phrases

PRESS = {
    "en": [
        "Please confirm receipt so that customs releases the parcel.",
        "Just click “Order received” first, then we send.",
        "Could you please press the button received?",
        "Kindly confirm delivery now and we refund you later",
    ],
    "es": [
        "Por favor, confirme la recepción del pedido para que aduanas lo libere.",
        "Primero pulse el botón pedido recibido.",
    ],
    "fr": [
        "Veuillez confirmer la réception, la douane le libère ensuite.",
        "Cliquez sur « commande reçue » d'abord.",
        "Merci de confirmer la livraison",
    ],
    "de": [
        "Bitte bestätigen Sie zuerst den Erhalt der Ware.",
        "Bitte klicken Sie auf „Ware erhalten“.",
        "Bitte den Empfang bestätigen, danach senden wir.",
    ],
    "pt": ["Por favor, confirme o recebimento para a alfândega liberar.", "Clique em “pedido recebido” primeiro."],
    "ru": ["Пожалуйста, подтвердите получение заказа.", "Сначала нажмите кнопку «Заказ получен»."],
    "uk": ["Будь ласка, підтвердіть отримання."],
    "zh": ["请您先点击“确认收货”，海关系统才会放行。", "麻烦先确认收货", "請您確認收貨"],
    "ar": ["يرجى تأكيد الاستلام حتى تفرج الجمارك عن الطرد", "من فضلك اضغط على «تم الاستلام» أولاً"],
    "it": ["Per favore confermi la ricezione dell'ordine.", "Prima clicchi su “ordine ricevuto”."],
    "pl": ["Proszę potwierdzić odbiór paczki.", "Najpierw proszę kliknąć „zamówienie otrzymane”."],
    "tr": ["Lütfen teslimatı onaylayın.", "Lütfen önce “siparişi aldım” düğmesine tıklayın."],
    "ja": ["先に「受取確認」ボタンを押してください。", "受け取り確認をお願いします"],
    "ko": ["먼저 구매확정을 눌러 주세요.", "수취 확인 부탁드립니다"],
}
CANCEL = {
    "en": ["Please cancel the dispute and we will refund you.", "If you close this case we send a new one."],
    "es": ["Por favor, cancele la disputa y le devolvemos el dinero."],
    "fr": ["Veuillez annuler le litige, nous vous rembourserons."],
    "de": [
        "Bitte schließen Sie den Streitfall, dann erstatten wir.",
        "Wenn Sie den Streitfall zurückziehen, zahlen wir.",
    ],
    "pt": ["Por favor, cancele a disputa que devolvemos o dinheiro."],
    "ru": [
        "Пожалуйста, отмените спор, и мы вернём деньги.",
        "Закройте спор, пожалуйста, если закроете спор — отправим.",
    ],
    "zh": ["请您取消纠纷，我们马上退款。", "麻烦关闭争议"],
    "ar": ["يرجى إلغاء النزاع وسنعيد لك المال"],
    "it": ["Per favore annulli la controversia e la rimborsiamo."],
    "pl": ["Proszę anulować spór, zwrócimy pieniądze."],
    "tr": ["Lütfen anlaşmazlığı iptal edin, paranızı iade edeceğiz."],
    "ja": ["紛争を取り消していただければ、すぐに新品をお送りします。"],
    "ko": ["분쟁을 취소해 주시면 환불해 드리겠습니다."],
}
ORDINARY = [
    "Have you received it?",
    "Did you receive the parcel?",
    "Please tell us whether you received the parcel.",
    "You confirmed receipt on 3 November, so the sale is complete.",
    "The parcel was delivered and signed for.",
    "When you have received the goods, please confirm receipt.",
    "Once you receive it, please confirm delivery.",
    "We have received your message and will answer within 24 hours.",
    "We received only one payment.",
    "Please send us a photo of what you received.",
    "We cannot cancel the order, it has been sent.",
    "The dispute was cancelled and cannot be opened again.",
    "Please open a dispute if it does not come.",
    "¿Ha recibido el paquete?",
    "¿Lo recibió?",
    "Cuando lo reciba, por favor confirme la recepción.",
    "Avez-vous reçu le colis ?",
    "Le litige a été annulé.",
    "Haben Sie das Paket erhalten?",
    "Wir haben Ihre Nachricht erhalten.",
    "Sie haben den Erhalt am 3. November bestätigt.",
    "Você recebeu a encomenda?",
    "Nós só recebemos um pagamento.",
    "Вы получили посылку?",
    "Спор был отменён.",
    "Вы подтвердили получение 3 ноября.",
    "买家已于11月3日确认收货，交易已完成，不能退款。",
    "您收到货了吗？",
    "收到货后请确认收货。",
    "纠纷已经取消。",
    "请您耐心等待。",
    "هل استلمت الطرد؟",
    "Ha ricevuto il pacco?",
    "Czy otrzymał Pan paczkę?",
    "Paketi aldınız mı?",
    "荷物は届きましたか？",
    "紛争はすでに取り消されており、再度開くことはできません。",
    "물건을 받으셨나요?",
    "안녕하세요, 세 품목 모두 한 상자로 보냈습니다. 배송 완료로 확인됩니다.",
    "Please confirm the delivery address.",
    "Could you confirm the delivery date?",
    "Please confirm delivery address first.",
    "Por favor, envie uma foto do produto recebido.",
    "Per favore mandi una foto della merce ricevuta.",
    "Veuillez envoyer une photo de la commande reçue.",
    "Por favor, confirme la dirección de entrega.",
    "请确认收货地址。",
    "请确认收到的商品是否完好。",
    "배송 완료 후 연락해 주세요.",
    "يرجى إرسال صورة للمنتج الذي تم استلامه",
    "Proszę przesłać zdjęcie otrzymanego towaru.",
    "Bitte senden Sie ein Foto der erhaltenen Ware.",
    "Lütfen adresinizi onaylayın.",
    "届いた商品の写真を送ってください。",
    "Пожалуйста, пришлите фото полученного товара.",
    "Goed, dan kunt u ze houden met € 10 korting.",
    "Bom dia. O segundo débito não está connosco.",
]
WAITING = [
    "Please wait patiently.",
    "Merhaba, en kısa sürede size dönüş yapacağız.",
    "请您耐心等待。",
    "Veuillez patienter.",
    "Bitte haben Sie Geduld.",
    "しばらくお待ちください。",
    "잠시만 기다려 주세요",
    "يرجى الانتظار",
    "Proszę czekać.",
]


@pytest.mark.parametrize(("language", "said"), [(k, each) for k, all_ in PRESS.items() for each in all_])
def test_a_request_to_press_received(language: str, said: str) -> None:
    assert phrases.asks("press", said), language
    assert phrases.asks("press", f"Hello! {said} Thank you."), language


@pytest.mark.parametrize(("language", "said"), [(k, each) for k, all_ in CANCEL.items() for each in all_])
def test_a_request_to_cancel(language: str, said: str) -> None:
    assert phrases.asks("cancel", said), language


@pytest.mark.parametrize("said", ORDINARY)
def test_what_only_looks_alike(said: str) -> None:
    assert phrases.asks("press", said) == ""
    assert phrases.asks("cancel", said) == ""


@pytest.mark.parametrize("said", WAITING)
def test_putting_off(said: str) -> None:
    assert phrases.has("wait", said)


def test_the_sentence_is_given_back_as_it_was_written() -> None:
    words = phrases.asks("press", "Dear friend!  请您先点击“确认收货”，谢谢。 Best")
    assert words == "请您先点击“确认收货”，谢谢"


def test_sizes_are_heard_after_their_word() -> None:
    assert phrases.size_named("I ordered size 43, not 41. Talla: M; taille 42,5") == ("43", "m", "42 5")
    assert phrases.size_named("a 43 inch screen, large") == ()


def test_a_text_of_any_length_is_looked_through_quickly() -> None:
    """No pattern may hang: on a long text each match stays within the words of one sentence."""
    assert phrases.asks("press", "please " * 40_000) == ""
    assert phrases.asks("cancel", "please if you " * 40_000) == ""
