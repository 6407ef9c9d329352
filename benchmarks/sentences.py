"""Sentences about everyday reckoning in twenty languages, written for this project."""

SENTENCES: dict[str, tuple[str, ...]] = {
    "en": (
        "First we count how many apples are left in the basket.",
        "The train leaves an hour later than yesterday, so we have to wait.",
        "If both sides are divided by the same number, nothing changes.",
        "She wrote the result on the board and checked every step again.",
    ),
    "de": (
        "Zuerst zählen wir, wie viele Äpfel noch im Korb liegen.",
        "Der Zug fährt eine Stunde später als gestern ab, deshalb müssen wir warten.",
        "Wenn man beide Seiten durch dieselbe Zahl teilt, ändert sich nichts.",
        "Sie schrieb das Ergebnis an die Tafel und prüfte noch einmal jeden Schritt.",
    ),
    "fr": (
        "On compte d'abord combien de pommes il reste dans le panier.",
        "Le train part une heure plus tard qu'hier, nous devons donc attendre.",
        "Si l'on divise les deux côtés par le même nombre, rien ne change.",
        "Elle a écrit le résultat au tableau et vérifié encore chaque étape.",
    ),
    "es": (
        "Primero contamos cuántas manzanas quedan en la cesta.",
        "El tren sale una hora más tarde que ayer, así que tenemos que esperar.",
        "Si dividimos los dos lados por el mismo número, nada cambia.",
        "Ella escribió el resultado en la pizarra y revisó otra vez cada paso.",
    ),
    "it": (
        "Prima contiamo quante mele sono rimaste nel cestino.",
        "Il treno parte un'ora più tardi di ieri, quindi dobbiamo aspettare.",
        "Se dividiamo entrambi i lati per lo stesso numero, non cambia niente.",
        "Lei ha scritto il risultato alla lavagna e ha controllato di nuovo ogni passo.",
    ),
    "pt": (
        "Primeiro contamos quantas maçãs ainda estão no cesto.",
        "O trem sai uma hora mais tarde do que ontem, por isso temos que esperar.",
        "Se dividirmos os dois lados pelo mesmo número, nada muda.",
        "Ela escreveu o resultado no quadro e conferiu de novo cada passo.",
    ),
    "nl": (
        "Eerst tellen we hoeveel appels er nog in de mand liggen.",
        "De trein vertrekt een uur later dan gisteren, dus we moeten wachten.",
        "Als je beide kanten door hetzelfde getal deelt, verandert er niets.",
        "Ze schreef de uitkomst op het bord en keek elke stap nog eens na.",
    ),
    "sv": (
        "Först räknar vi hur många äpplen som ligger kvar i korgen.",
        "Tåget går en timme senare än i går, så vi måste vänta.",
        "Om man delar båda sidorna med samma tal ändras ingenting.",
        "Hon skrev svaret på tavlan och kontrollerade varje steg en gång till.",
    ),
    "pl": (
        "Najpierw liczymy, ile jabłek zostało jeszcze w koszyku.",
        "Pociąg odjeżdża godzinę później niż wczoraj, więc musimy poczekać.",
        "Jeśli podzielimy obie strony przez tę samą liczbę, nic się nie zmieni.",
        "Napisała wynik na tablicy i jeszcze raz sprawdziła każdy krok.",
    ),
    "tr": (
        "Önce sepette kaç elma kaldığını sayıyoruz.",
        "Tren dünkünden bir saat geç kalkıyor, bu yüzden beklememiz gerekiyor.",
        "İki tarafı aynı sayıya bölersek hiçbir şey değişmez.",
        "Sonucu tahtaya yazdı ve her adımı yeniden kontrol etti.",
    ),
    "vi": (
        "Trước hết chúng ta đếm xem trong giỏ còn bao nhiêu quả táo.",
        "Chuyến tàu khởi hành muộn hơn hôm qua một giờ nên chúng ta phải chờ.",
        "Nếu chia hai vế cho cùng một số thì không có gì thay đổi.",
        "Cô ấy viết kết quả lên bảng và kiểm tra lại từng bước.",
    ),
    "ru": (
        "Сначала посчитаем, сколько яблок осталось в корзине.",
        "Поезд отправляется на час позже, чем вчера, поэтому нам придётся подождать.",
        "Если обе части разделить на одно и то же число, ничего не изменится.",
        "Она написала результат на доске и ещё раз проверила каждый шаг.",
    ),
    "uk": (
        "Спочатку порахуємо, скільки яблук залишилося в кошику.",
        "Потяг вирушає на годину пізніше, ніж учора, тому нам доведеться зачекати.",
        "Якщо обидві частини поділити на те саме число, нічого не зміниться.",
        "Вона написала результат на дошці й ще раз перевірила кожен крок.",
    ),
    "bg": (
        "Първо броим колко ябълки са останали в кошницата.",
        "Влакът тръгва един час по-късно от вчера, затова трябва да почакаме.",
        "Ако разделим двете страни на едно и също число, нищо не се променя.",
        "Тя написа резултата на дъската и провери отново всяка стъпка.",
    ),
    "ar": (
        "نعد أولا كم تفاحة بقيت في السلة.",
        "يغادر القطار بعد ساعة من موعده أمس ولذلك علينا أن ننتظر.",
        "إذا قسمنا الطرفين على العدد نفسه فلن يتغير شيء.",
        "كتبت النتيجة على السبورة ثم راجعت كل خطوة مرة أخرى.",
    ),
    "hi": (
        "पहले हम गिनते हैं कि टोकरी में कितने सेब बचे हैं।",
        "रेलगाड़ी कल से एक घंटा देर से चलती है इसलिए हमें रुकना पड़ेगा।",
        "यदि दोनों पक्षों को एक ही संख्या से भाग दें तो कुछ नहीं बदलता।",
        "उसने परिणाम को बोर्ड पर लिखा और हर कदम को फिर से जाँचा।",
    ),
    "zh": (
        "首先我们数一数篮子里还剩下多少个苹果。",
        "火车比昨天晚一个小时出发，所以我们必须等待。",
        "如果两边同时除以同一个数，结果不会改变。",
        "她把结果写在黑板上，又检查了每一个步骤。",
    ),
    "ja": (
        "まず、かごの中にりんごがいくつ残っているかを数えます。",
        "電車は昨日より一時間遅く出発するので、待たなければなりません。",
        "両辺を同じ数で割っても、何も変わりません。",
        "彼女は結果を黒板に書いて、もう一度すべての手順を確かめました。",
    ),
    "ko": (
        "먼저 바구니에 사과가 몇 개 남아 있는지 세어 봅니다.",
        "기차가 어제보다 한 시간 늦게 떠나므로 우리는 기다려야 합니다.",
        "양쪽을 같은 수로 나누어도 아무것도 바뀌지 않습니다.",
        "그녀는 결과를 칠판에 쓰고 모든 단계를 다시 확인했습니다.",
    ),
    "th": (
        "ก่อนอื่นเรานับว่าในตะกร้าเหลือแอปเปิลกี่ผล",
        "รถไฟออกช้ากว่าเมื่อวานหนึ่งชั่วโมงเราจึงต้องรอ",
        "ถ้าหารทั้งสองข้างด้วยจำนวนเดียวกันก็ไม่มีอะไรเปลี่ยน",
        "เธอเขียนคำตอบบนกระดานแล้วตรวจทุกขั้นตอนอีกครั้ง",
    ),
}
"""Four sentences a language, the same four in each."""
