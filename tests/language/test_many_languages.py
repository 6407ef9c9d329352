"""language on texts of many kinds in many languages, written for this project: whose are they?"""

from __future__ import annotations

import pytest

from rewardsmith import Rollout
from rewardsmith.verifiers.language import Language

EVEN = {
    "en": "Let me check the units again before I commit to an answer.",
    "de": "Moment, ich habe mich verrechnet; noch einmal von vorne.",
    "fr": "Donc la bonne réponse est la troisième, puisque les deux autres se contredisent.",
    "es": "Vamos a ver: si compro tres, me sobran dos euros.",
    "pt": "Vamos ver: se eu comprar três, sobram dois reais.",
    "it": "Aspetta, forse ho sbagliato a copiare il numero.",
    "nl": "Wacht even, ik reken het nog een keer na.",
    "sv": "Vänta lite, jag räknar om det en gång till.",
    "da": "Vent lidt, jeg regner det efter endnu en gang.",
    "no": "Jeg skjønner ikke hvorfor vi ikke kan bruke den andre formelen.",
    "fi": "Siis vastauksen täytyy olla parillinen luku.",
    "hu": "Tehát a válasz csak páros szám lehet.",
    "cs": "Počkej, ještě jednou to přepočítám.",
    "sk": "Takže odpoveď musí byť párne číslo, lebo súčet je párny.",
    "sl": "Torej mora biti odgovor sodo število, ker je vsota soda.",
    "pl": "Zaraz, policzę to jeszcze raz od początku.",
    "ro": "Deci răspunsul trebuie să fie un număr par.",
    "tr": "Bir dakika, bunu baştan hesaplayayım.",
    "vi": "Vậy đáp án phải là một số chẵn.",
    "id": "Sebentar, saya hitung ulang dari awal.",
    "hr": "Dakle, odgovor mora biti paran broj jer je zbroj paran.",
    "lt": "Taigi atsakymas turi būti lyginis skaičius.",
    "lv": "Tātad atbildei jābūt pāra skaitlim.",
    "et": "Seega peab vastus olema paarisarv.",
    "ca": "Així doncs, la resposta ha de ser un nombre parell.",
    "sq": "Pra përgjigjja duhet të jetë një numër çift.",
    "ru": "Погоди, я ещё раз проверю вычисления.",
    "uk": "Зачекай, я ще раз перевірю обчислення.",
    "bg": "Чакай, ще проверя сметката още веднъж.",
    "el": "Άρα η απάντηση πρέπει να είναι άρτιος αριθμός.",
    "he": "לכן התשובה חייבת להיות מספר זוגי.",
    "ar": "انتظر لحظة، سأعيد الحساب من البداية.",
    "fa": "صبر کن، یک بار دیگر حساب می\u200cکنم.",  # with a joiner inside a word
    "ur": "ذرا رکیں، میں دوبارہ حساب لگاتا ہوں۔",
    "hi": "रुको, मैं इसे फिर से गिनता हूँ।",
    "mr": "थांब, मी पुन्हा एकदा मोजतो.",
    "bn": "তাই উত্তরটি অবশ্যই একটি জোড় সংখ্যা হবে।",
    "pa": "ਇਸ ਲਈ ਜਵਾਬ ਜਿਸਤ ਸੰਖਿਆ ਹੋਣੀ ਚਾਹੀਦੀ ਹੈ।",
    "ta": "எனவே விடை ஒரு இரட்டை எண்ணாக இருக்க வேண்டும்.",
    "te": "కాబట్టి సమాధానం సరి సంఖ్య అయి ఉండాలి.",
    "si": "එබැවින් පිළිතුර ඉරට්ටේ සංඛ්\u200dයාවක් විය යුතුය.",
    "th": "เดี๋ยวก่อน ขอคำนวณใหม่อีกครั้ง",
    "zh": "等一下，我再检查一遍这个计算。",
    "ja": "ちょっと待って、もう一度計算してみます。",
    "ko": "잠깐만, 처음부터 다시 계산해 볼게요.",
    "ka": "ამიტომ პასუხი უნდა იყოს ლუწი რიცხვი.",
    "hy": "Ուրեմն պատասխանը պետք է լինի զույգ թիվ։",
}
"""A sentence of somebody who reckons."""

RARE = {
    "af": "Dus die antwoord moet 'n ewe getal wees.",
    "sw": "Kwa hiyo jibu lazima liwe namba shufwa.",
    "cy": "Felly mae'n rhaid i'r ateb fod yn eilrif.",
    "mk": "Значи одговорот мора да биде парен број.",
    "ne": "त्यसैले उत्तर जोर संख्या हुनुपर्छ।",
}
"""Languages that eldc does not know."""


def share(expect, completion, detector="langdetect"):
    return Language(expect=expect, detector=detector).verify(Rollout(completion=completion)).score


@pytest.mark.parametrize("language", EVEN)
def test_a_sentence_is_in_its_language(language):
    assert share(language, EVEN[language]) == 1.0
    assert share(language, EVEN[language], "eldc") == 1.0


@pytest.mark.parametrize("language", RARE)
def test_a_detector_that_does_not_know_a_language_says_so(language):
    assert share(language, RARE[language]) == 1.0
    with pytest.raises(ValueError, match=f"eldc does not know '{language}'"):
        Language(expect=language, detector="eldc")
    column = Language(expect="column:to", detector="eldc")
    rollout = Rollout(completion=RARE[language], extra={"to": language})
    assert column.verify(rollout).reason == "bad_truth"


@pytest.mark.parametrize(
    ("language", "completion"),
    [
        ("en", "Yes."), ("en", "Forty-two apples"), ("de", "zwölf Euro"), ("fr", "trois pommes"),
        ("es", "Sí, claro"), ("it", "otto mele"), ("pt", "não"), ("pl", "dwanaście jabłek"),
        ("tr", "on iki elma"), ("sv", "tolv äpplen"), ("da", "tolv æbler"), ("no", "tolv epler"),
        ("vi", "mười hai quả táo"), ("ru", "Да."), ("uk", "так"), ("bg", "дванадесет ябълки"),
        ("zh", "十二个苹果"), ("zh", "四十二"), ("ja", "四十二"), ("ja", "東京"),
        ("ja", "東京都新宿区西新宿"), ("zh", "北京市海淀区中关村"), ("ja", "コンピュータ"),
        ("zh", "所以答案必須是偶數，讓我再檢查一遍。"), ("ko", "사과 열두 개"), ("ar", "نعم"),
        ("fa", "دوازده سیب"), ("ur", "بارہ سیب"), ("hi", "हाँ"), ("mr", "बारा सफरचंद"),
    ],
)  # fmt: skip
def test_a_few_words_are_in_the_language_that_they_may_be_in(language, completion):
    assert share(language, completion) == 1.0
    assert share(language, completion, "eldc") == 1.0


@pytest.mark.parametrize(
    ("language", "completion"),
    [
        pytest.param("es", "A resposta é doze maçãs e não mais.", id="Portuguese, not Spanish"),
        pytest.param("pt", "La respuesta es doce manzanas y no más.", id="and the reverse"),
        pytest.param("uk", "Ответ — двенадцать яблок, не больше.", id="Russian, not Ukrainian"),
        pytest.param("ru", "Відповідь — дванадцять яблук, не більше.", id="and the reverse "),
        pytest.param("bg", "Ответ — двенадцать яблок, и это всё.", id="Russian, not Bulgarian"),
        pytest.param("da", "Svaret är tolv äpplen och inget mer.", id="Swedish, not Danish"),
        pytest.param("fa", "الجواب هو اثنتا عشرة تفاحة فقط.", id="Arabic, not Persian"),
        pytest.param("ar", "پاسخ دوازده سیب است و بس.", id="Persian, not Arabic"),
        pytest.param("zh", "答えは十二個のりんごです。", id="Japanese, not Chinese"),
        pytest.param("ja", "答案是十二个苹果，没有别的。", id="Chinese, not Japanese"),
        pytest.param("de", "The answer is twelve.", id="English, not German"),
        pytest.param("hi", "Isliye uttar ek sam sankhya hona chahiye.", id="romanised Hindi"),
        pytest.param("ru", "Znachit, otvet dolzhen byt chyotnym.", id="romanised Russian"),
        pytest.param("zh", "Suoyi da an bixu shi oushu.", id="pinyin"),
        pytest.param("ja", "Kotae wa guusuu de nakereba narimasen.", id="romaji"),
    ],
)
def test_a_relative_is_another_language(language, completion):
    assert share(language, completion) <= 0.1
    assert share(language, completion, "eldc") <= 0.1


@pytest.mark.parametrize(
    ("language", "completion", "expected"),
    [
        pytest.param("en", "I told him que no puedo ir porque tengo mucho trabajo and he laughed "
                     "at me.", 8 / 16, id="Spanish inside of English"),
        pytest.param("hi", "मुझे लगता है कि this is not the right answer क्योंकि योग गलत है।",
                     8 / 14, id="English inside of Hindi"),
        pytest.param("zh", "我觉得这个 project 的 deadline 太紧，we need more time to finish it",
                     4 / 13, id="English inside of Chinese"),
        pytest.param("fr", "The answer is seven. La réponse est sept.", 1 / 2, id="two sentences"),
        pytest.param("es", "Primero sumamos los números. Then we divide by two. Finalmente "
                     "restamos tres.", 7 / 12, id="one sentence of three"),
        pytest.param("de", "Die Funktion `print(x)` gibt aus, siehe https://docs.python.org/3/.",
                     1.0, id="code and a link"),
        pytest.param("fr", "| Étape | Résultat |\n|---|---|\n| un | on additionne les côtés |", 1.0,
                     id="a table"),
        pytest.param("es", "¡Muy bien! 🎉 Lo has conseguido 👍", 1.0, id="emoji"),
        pytest.param("en", "Tolstoy wrote \"Война и мир\" over six patient years.", 6 / 9,
                     id="a foreign title"),
        pytest.param("tr", "BUGÜN HAVA ÇOK GÜZEL VE GÜNEŞLİ AMA RÜZGAR VAR", 1.0, id="capitals"),
    ],
)  # fmt: skip
def test_mixtures(language, completion, expected):
    assert share(language, completion) == pytest.approx(expected, abs=0.07)


@pytest.mark.parametrize("prompt", ["Why?", "How?", "Please go on."])
def test_a_short_prompt_is_in_the_likelier_language(prompt):
    rollout = Rollout(prompt=prompt, completion="Because the sum of both is even.")
    assert Language().verify(rollout).score == 1.0
