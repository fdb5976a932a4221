"""A passkey as a browser hands it over, made here without one."""

from hashlib import sha256

from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

from rosc.accounts.models import User


def passkey_of(user: User, name: str = "Old phone") -> Authenticator:
    """A passkey that nobody holds, as it stands among the second steps of `user`."""
    key = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT
    credential = AttestedCredentialData.create(bytes(16), b"made-up", key)
    data = AuthenticatorData.create(sha256(b"localhost").digest(), flags, 0, credential)
    given = {
        "id": websafe_encode(b"made-up"),
        "rawId": websafe_encode(b"made-up"),
        "type": "public-key",
        "clientExtensionResults": {},
        "response": {
            "clientDataJSON": websafe_encode(
                b'{"type":"webauthn.create","challenge":"","origin":"http://localhost"}'
            ),
            "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
        },
    }
    return Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": name, "credential": given}
    )
