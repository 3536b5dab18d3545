"""The OpenAPI document, made when somebody asks for it: nothing in here is imported while a request is answered."""
